// Numbers as tensors store them, and an exponential function that compilers can vectorise.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#define CBM_INLINE inline __attribute__((always_inline))

// Functions are compiled once for each generation of processors: entries(SUFFIX, TARGET) is expanded with
// them, and cbm::generation() tells which may run here. Results are the same on all of them: nothing is
// summed across lanes, and products are contracted with sums only where the code says so (-ffp-contract=off).
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define CBM_FOR_GENERATIONS(entries)                           \
  entries(0, ) entries(1, __attribute__((target("avx2,fma")))) \
      entries(2, __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))))
#define CBM_CHOOSE(name) (cbm::generation() == 2 ? name##2 : cbm::generation() == 1 ? name##1 : name##0)
#define CBM_CHOOSE_OF(name, T) \
  (cbm::generation() == 2 ? name##2 < T > : cbm::generation() == 1 ? name##1 < T > : name##0 < T >)
#else
#define CBM_FOR_GENERATIONS(entries) entries(0, )
#define CBM_CHOOSE(name) name##0
#define CBM_CHOOSE_OF(name, T) name##0 < T >
#endif

namespace cbm {

// Returns 2 for AVX-512, 1 for AVX2, 0 for the compiler's default, but at most CBM_KERNEL_GENERATION.
inline int generation() {
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
  __builtin_cpu_init();
  static const int there = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                                   __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
                               ? 2
                           : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 1
                                                                                             : 0;
  static const char* const wanted = std::getenv("CBM_KERNEL_GENERATION");
  static const int used = wanted == nullptr ? there : std::min(there, std::atoi(wanted));
  return used;
#else
  return 0;
#endif
}

// A bfloat16 number.
struct BFloat16 {
  uint16_t bits;
};

CBM_INLINE float load(float x) { return x; }

CBM_INLINE float load(BFloat16 x) {
  const uint32_t bits = static_cast<uint32_t>(x.bits) << 16;
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}

CBM_INLINE void store(float& to, float value) { to = value; }

// Rounds to the nearest, halves to even; keeps NaN.
CBM_INLINE void store(BFloat16& to, float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  const uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  to.bits = static_cast<uint16_t>(value != value ? 0x7fc0 : rounded);
}

// Computes e^x for |x| up to 87, else that of the bound, with a relative error of at most 2e-7; keeps NaN.
CBM_INLINE float exponential(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 87.0f ? 87.0f : x;
  const float magic = 12582912.0f;  // 1.5 · 2^23: adding it rounds to an integer
  const float shifted = __builtin_fmaf(x, 1.44269504088896341f, magic);
  const float n = shifted - magic;
  // ln 2 in two parts: n times the first, of few bits, is exact.
  const float r = __builtin_fmaf(n, 2.12194440e-4f, __builtin_fmaf(n, -0.693359375f, x));
  float p = 1.0f / 5040;
  p = __builtin_fmaf(p, r, 1.0f / 720);
  p = __builtin_fmaf(p, r, 1.0f / 120);
  p = __builtin_fmaf(p, r, 1.0f / 24);
  p = __builtin_fmaf(p, r, 1.0f / 6);
  p = __builtin_fmaf(p, r, 0.5f);
  p = __builtin_fmaf(p, r, 1.0f);
  p = __builtin_fmaf(p, r, 1.0f);
  int32_t bits;
  std::memcpy(&bits, &shifted, 4);
  bits = (bits - 0x4b400000 + 127) << 23;
  float power;
  std::memcpy(&power, &bits, 4);
  return p * power;
}

CBM_INLINE float sigmoid(float x) { return 1.0f / (1.0f + exponential(-x)); }

}  // namespace cbm
