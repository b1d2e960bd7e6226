"""Writes resnet18_imagenet.json and wide_resnet50_2.json beside this file: logits, and for ResNet-18 training, in PyTorch.

The networks are torchvision's resnet18 and wide_resnet50_2, written anew with torch.nn: the same structure, names and
order of the state_dict. Weights and inputs are those of ../reference/FORMAT.md, section 1, so that no file holds them.

    python3 imagenet_forms.py && deno fmt *.json
"""
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

SEED = "1"
CLASSES = 10


class Block(nn.Module):
    """A residual block: convolutions of (size, outputs, stride), each with its normalisation, and a shortcut."""

    def __init__(self, inputs, path):
        super().__init__()
        self.count, channels, stride = len(path), inputs, 1
        for index, (size, outputs, step) in enumerate(path, 1):
            conv = nn.Conv2d(channels, outputs, size, step, size // 2, bias=False)
            setattr(self, f"conv{index}", conv)
            setattr(self, f"bn{index}", nn.BatchNorm2d(outputs))
            channels, stride = outputs, stride * step
        self.downsample = None
        if stride != 1 or inputs != channels:
            shortcut = nn.Conv2d(inputs, channels, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(channels))

    def forward(self, x):
        out = x
        for index in range(1, self.count + 1):
            out = getattr(self, f"bn{index}")(getattr(self, f"conv{index}")(out))
            if index < self.count:
                out = out.relu()
        return (out + (x if self.downsample is None else self.downsample(x))).relu()


class Network(nn.Module):
    def __init__(self, counts, path_of):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for stage, count in enumerate(counts):
            blocks = []
            for index in range(count):
                path = path_of(64 << stage, 2 if stage > 0 and index == 0 else 1)
                blocks.append(Block(inputs, path))
                inputs = path[-1][1]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, CLASSES)

    def forward(self, x):
        x = self.maxpool(self.bn1(self.conv1(x)).relu())
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
        return self.fc(x.mean((2, 3)))


def resnet18():
    return Network([2, 2, 2, 2], lambda width, stride: [(3, width, stride), (3, width, 1)])


def wide_resnet50_2():
    return Network([3, 4, 6, 3], lambda width, stride: [(1, 2 * width, 1), (3, 2 * width, stride), (1, 4 * width, 1)])


def numbers(name, shape):
    """u(name, k) of FORMAT.md, float64 in [-1, 1)."""
    start = 2166136261
    for byte in f"{SEED}:{name}".encode():
        start = (start ^ byte) * 16777619 % 2**32
    k = np.arange(int(np.prod(shape)), dtype=np.uint64)
    h = ((k * np.uint64(2654435761) + np.uint64(start)) & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return (h.astype(np.float64) / 2**31 - 1).reshape(shape)


def describe(name, tensor, gain):
    """The entry of `state`: kind and gain."""
    shape = list(tensor.shape)
    if name.endswith("num_batches_tracked"):
        return {"name": name, "shape": shape, "kind": "counter"}
    if name.endswith("running_mean") or name.endswith("running_var"):
        return {"name": name, "shape": shape, "kind": "bn_" + name.rsplit("_", 1)[1]}
    if len(shape) == 4:
        return {"name": name, "shape": shape, "kind": "conv", "gain": gain}
    if len(shape) == 2:
        return {"name": name, "shape": shape, "kind": "linear", "gain": 1}
    if name == "fc.bias":
        return {"name": name, "shape": shape, "kind": "bias"}
    return {"name": name, "shape": shape, "kind": "norm_" + name.rsplit(".", 1)[1]}


def values(entry):
    name, shape, kind = entry["name"], entry["shape"], entry["kind"]
    if kind == "counter":
        return torch.zeros((), dtype=torch.int64)
    u = numbers(name, shape)
    scale = (entry.get("gain", 1) / np.prod(shape[1:])) ** 0.5
    rule = {
        "conv": lambda: scale * u,
        "linear": lambda: scale * u,
        "bias": lambda: 0.05 * u,
        "norm_weight": lambda: 1 + 0.1 * u,
        "norm_bias": lambda: 0.1 * u,
        "bn_mean": lambda: 0.1 * u,
        "bn_var": lambda: 1 + 0.5 * np.abs(u),
    }[kind]
    return torch.from_numpy(rule().astype(np.float32))


def images(name, batch, size):
    return torch.from_numpy(numbers(name, (batch, 3, size, size)).astype(np.float32))


def plain(row):
    """The shortest decimals that give the same float32 back."""
    return [float(str(x)) for x in row]


def logits(network, batch, size):
    name = f"input{size}"
    with torch.no_grad():
        rows = network.eval()(images(name, batch, size)).numpy()
    return {"classes": CLASSES, "size": size, "batch": batch, "input_name": name, "logits": [plain(r) for r in rows]}


def statistics(network):
    return {
        name: [buffer.double().mean().item(), buffer.double().abs().mean().item()]
        for name, buffer in network.named_buffers()
        if not name.endswith("num_batches_tracked")
    }


def steps(network, batch, size, count, dtype):
    """SGD as in the other files: losses, the first gradients' norms, running statistics."""
    network = network.to(dtype).train()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
    labels, out = torch.arange(batch) % CLASSES, {"losses": []}
    for step in range(count):
        loss = nn.functional.cross_entropy(network(images(f"train{step}", batch, size).to(dtype)), labels)
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            out["grad_norms"] = {name: p.grad.double().norm().item() for name, p in network.named_parameters()}
            out["bn_after_first_forward"] = statistics(network)
        optimizer.step()
        out["losses"].append(loss.item())
    out["bn_after_all"] = statistics(network)
    return out


def relative(one, other):
    return abs(one - other) / abs(other)


def training(make, batch, size, count):
    single, double = (steps(make(), batch, size, count, dtype) for dtype in (torch.float32, torch.float64))
    means = [(single["bn_after_all"][name], wanted) for name, wanted in double["bn_after_all"].items()]
    return {
        "classes": CLASSES,
        "size": size,
        "batch": batch,
        "input_names": [f"train{step}" for step in range(count)],
        **single,
        "losses_rel_dev": [relative(a, b) for a, b in zip(single["losses"], double["losses"])],
        "grad_norms_rel_dev": max(relative(x, double["grad_norms"][name]) for name, x in single["grad_norms"].items()),
        "zero_gradients": [],
        "bn_after_all_float64_max_rel_dev": max(abs(a[i] - b[i]) / b[1] for a, b in means for i in (0, 1)),
    }


def write(name, make_plain, gain, evaluations, train=None):
    state = [describe(key, tensor, gain) for key, tensor in make_plain().state_dict().items()]

    def make():
        network = make_plain()
        network.load_state_dict({entry["name"]: values(entry) for entry in state})
        return network

    content = {
        "seed": SEED,
        "tolerance": {"loss_first": 1e-4, "grad_norms_rel": 2e-3},
        "state": state,
        "eval": [logits(make(), batch, size) for batch, size in evaluations],
        "train": [] if train is None else [training(make, *train)],
    }
    Path(__file__).with_name(f"{name}.json").write_text(json.dumps(content))
    print(name, content["eval"][0]["logits"][0], [t["losses"] for t in content["train"]])
    print([(t["losses_rel_dev"], t["grad_norms_rel_dev"], t["bn_after_all_float64_max_rel_dev"]) for t in content["train"]])


if __name__ == "__main__":
    torch.use_deterministic_algorithms(True)
    assert [hex(int(x)) for x in (numbers("input32", (2,)) + 1) * 2**31] == [hex(3709211406), hex(378794770)]
    write("resnet18_imagenet", resnet18, 6, [(2, 64), (1, 224)], (6, 64, 2))
    write("wide_resnet50_2", wide_resnet50_2, 4, [(2, 64), (1, 224)])
