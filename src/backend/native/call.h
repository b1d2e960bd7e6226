// The side of TensorFlow that operations need: inputs, outputs and registration.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_datatype.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

namespace cbm {

// A status that is freed with its scope.
struct Status {
  TF_Status* const raw = TF_NewStatus();
  ~Status() { TF_DeleteStatus(raw); }
  bool ok() const { return TF_GetCode(raw) == TF_OK; }
};

// The inputs and outputs of one call. An error is reported to TensorFlow once, at the end.
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context) {}

  ~Call() {
    for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
    if (!status_.ok()) TF_OpKernelContext_Failure(context_, status_.raw);
  }

  bool ok() const { return status_.ok(); }

  // Makes the call fail, for the first reason given.
  void refuse(const std::string& why) {
    if (ok()) TF_SetStatus(status_.raw, TF_INVALID_ARGUMENT, why.c_str());
  }

  // Returns an input, freed with the call; null after an error.
  TF_Tensor* input(int index) {
    TF_Tensor* tensor = nullptr;
    if (ok()) TF_GetInput(context_, index, &tensor, status_.raw);
    if (tensor != nullptr) tensors_.push_back(tensor);
    return tensor;
  }

  // Returns the values of a tensor.
  template <typename T>
  const T* values(TF_Tensor* tensor) {
    return tensor == nullptr ? nullptr : static_cast<const T*>(TF_TensorData(tensor));
  }

  // Returns an input of `count` values, float32; refuses the call if it has another number.
  const float* vector(int index, int64_t count) {
    TF_Tensor* tensor = input(index);
    if (tensor != nullptr && TF_TensorElementCount(tensor) != count) {
      refuse("input " + std::to_string(index) + " has " + std::to_string(TF_TensorElementCount(tensor)) +
             " values, not " + std::to_string(count));
    }
    return values<float>(tensor);
  }

  // Allocates an output and returns its values; null after an error.
  template <typename T>
  T* output(int index, TF_DataType type, const std::vector<int64_t>& shape) {
    if (!ok()) return nullptr;
    size_t bytes = TF_DataTypeSize(type);
    for (int64_t size : shape) bytes *= size;
    TF_Tensor* tensor = TF_AllocateOutput(context_, index, type, shape.data(), static_cast<int>(shape.size()),
                                          bytes, status_.raw);
    if (tensor == nullptr) return nullptr;
    tensors_.push_back(tensor);
    return static_cast<T*>(TF_TensorData(tensor));
  }

 private:
  TF_OpKernelContext* context_;
  Status status_;
  std::vector<TF_Tensor*> tensors_;
};

// Returns the sizes of a tensor's axes.
inline std::vector<int64_t> shapeOf(TF_Tensor* tensor) {
  std::vector<int64_t> shape(TF_NumDims(tensor));
  for (int i = 0; i < TF_NumDims(tensor); i++) shape[i] = TF_Dim(tensor, i);
  return shape;
}

// A tensor seen as rows of its last axis.
struct Matrix {
  int64_t rows;
  int64_t columns;
};

// Returns the rows of a tensor; none if it is null.
inline Matrix matrixOf(TF_Tensor* tensor) {
  const int rank = tensor == nullptr ? 0 : TF_NumDims(tensor);
  const int64_t columns = rank == 0 ? 0 : TF_Dim(tensor, rank - 1);
  return {.rows = columns == 0 ? 0 : TF_TensorElementCount(tensor) / columns, .columns = columns};
}

// A function that computes an operation for one type of "T", or for all inputs if the type is 0.
struct Kernel {
  TF_DataType type;
  void (*compute)(void*, TF_OpKernelContext*);
};

// A TensorFlow operation: its name, signature, settings and kernels.
struct Operation {
  const char* name;
  std::vector<const char*> attributes, inputs, outputs;
  void* (*create)(TF_OpKernelConstruction*);
  void (*destroy)(void*);
  std::vector<Kernel> kernels;
};

// Prints an error, if there is one; returns whether there is none.
inline bool tell(const char* name, const Status& status) {
  if (!status.ok()) std::fprintf(stderr, "%s: %s\n", name, TF_Message(status.raw));
  return status.ok();
}

// Leaves the shapes of outputs to be found when they are computed.
inline void unknownShapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

// Registers an operation with TensorFlow, for CPUs.
inline void registerOperation(const Operation& operation) {
  TF_OpDefinitionBuilder* builder = TF_NewOpDefinitionBuilder(operation.name);
  for (const char* attribute : operation.attributes) TF_OpDefinitionBuilderAddAttr(builder, attribute);
  for (const char* input : operation.inputs) TF_OpDefinitionBuilderAddInput(builder, input);
  for (const char* output : operation.outputs) TF_OpDefinitionBuilderAddOutput(builder, output);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(builder, unknownShapes);
  Status defined;
  TF_RegisterOpDefinition(builder, defined.raw);
  if (!tell(operation.name, defined)) return;
  for (const Kernel& kernel : operation.kernels) {
    Status status;
    TF_KernelBuilder* made =
        TF_NewKernelBuilder(operation.name, "CPU", operation.create, kernel.compute, operation.destroy);
    if (kernel.type != 0) TF_KernelBuilder_TypeConstraint(made, "T", kernel.type, status.raw);
    if (tell(operation.name, status)) TF_RegisterKernelBuilder(operation.name, made, status.raw);
    tell(operation.name, status);
  }
}

}  // namespace cbm
