"""Writes full-size checkpoints with torch.save into the folder given: ResNet-18 as CBM's code, CvT-13 as the official.

NAME.pth is a network's state_dict and NAME.npy its logits in eval() for images.npy, uint8 NHWC, normalised by
(x/255 - 0.5)/0.5. Every tensor is random, running statistics and counters included.
"""
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

folder = Path(sys.argv[1])


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        out = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        return (out + self.shortcut(x)).relu()


class ResNet18(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.conv1_initial = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        self.bn1_initial = nn.BatchNorm2d(64)
        inputs = 64
        for stage, outputs in enumerate([64, 128, 256, 512], 1):
            first = BasicBlock(inputs, outputs, 1 if stage == 1 else 2)
            setattr(self, f"layer{stage}", nn.Sequential(first, BasicBlock(outputs, outputs, 1)))
            inputs = outputs
        self.linear = nn.Linear(512, classes)

    def forward(self, x):
        x = self.bn1_initial(self.conv1_initial(x)).relu()
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.linear(x.mean((2, 3)))


class Projection(nn.Module):
    def __init__(self, dim, stride):
        super().__init__()
        self.conv = nn.Conv2d(dim, dim, 3, stride, 1, bias=False, groups=dim)
        self.bn = nn.BatchNorm2d(dim)

    def forward(self, image):
        return self.bn(self.conv(image)).flatten(2).transpose(1, 2)


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.dim, self.heads = dim, heads
        for name, stride in (("q", 1), ("k", 2), ("v", 2)):
            setattr(self, f"conv_proj_{name}", Projection(dim, stride))
        for name in "qkv":
            setattr(self, f"proj_{name}", nn.Linear(dim, dim))
        self.proj = nn.Linear(dim, dim)

    def forward(self, x, side):
        image = x[:, -side * side:].transpose(1, 2).unflatten(2, (side, side))
        token = x[:, :-side * side]  # the class token, where there is one: it bypasses the convolutions

        def project(name):
            tokens = torch.cat([token, getattr(self, f"conv_proj_{name}")(image)], 1)
            return getattr(self, f"proj_{name}")(tokens).unflatten(2, (self.heads, -1)).transpose(1, 2)

        scores = project("q") @ project("k").transpose(2, 3) * self.dim**-0.5
        return self.proj((scores.softmax(-1) @ project("v")).transpose(1, 2).flatten(2))


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class TransformerBlock(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(dim)
        self.attn = Attention(dim, heads)
        self.norm2 = nn.LayerNorm(dim)
        self.mlp = nn.Sequential()
        self.mlp.fc1, self.mlp.act, self.mlp.fc2 = nn.Linear(dim, 4 * dim), QuickGelu(), nn.Linear(4 * dim, dim)

    def forward(self, x, side):
        x = x + self.attn(self.norm1(x), side)
        return x + self.mlp(self.norm2(x))


class Embedding(nn.Module):
    def __init__(self, inputs, dim, size, stride, padding):
        super().__init__()
        self.proj = nn.Conv2d(inputs, dim, size, stride, padding)
        self.norm = nn.LayerNorm(dim)

    def forward(self, image):
        image = self.proj(image)
        return self.norm(image.flatten(2).transpose(1, 2)), image.shape[2]


class Stage(nn.Module):
    def __init__(self, embedding, dim, heads, depth, has_token):
        super().__init__()
        self.patch_embed = embedding
        if has_token:
            self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.blocks = nn.ModuleList([TransformerBlock(dim, heads) for _ in range(depth)])

    def forward(self, image):
        x, side = self.patch_embed(image)
        if hasattr(self, "cls_token"):
            x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1)
        for block in self.blocks:
            x = block(x, side)
        return x if hasattr(self, "cls_token") else x.transpose(1, 2).unflatten(2, (side, side))


class Cvt13(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.stage0 = Stage(Embedding(3, 64, 7, 4, 2), 64, 1, 1, False)
        self.stage1 = Stage(Embedding(64, 192, 3, 2, 1), 192, 3, 2, False)
        self.stage2 = Stage(Embedding(192, 384, 3, 2, 1), 384, 6, 10, True)
        self.norm = nn.LayerNorm(384)
        self.head = nn.Linear(384, classes)

    def forward(self, x):
        return self.head(self.norm(self.stage2(self.stage1(self.stage0(x)))[:, 0]))


def randomize(network):
    """Every tensor unlike a fresh network's, so that none can be mistaken for another."""
    for name, tensor in network.state_dict().items():
        if name.endswith("num_batches_tracked"):
            tensor.fill_(7)
        elif name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
        elif tensor.dim() == 1:  # a normalisation's, or a bias
            tensor.normal_(1.0 if name.endswith("weight") else 0.0, 0.1)
        elif tensor.dim() == 4:
            nn.init.kaiming_normal_(tensor)
        elif name.endswith("cls_token"):
            tensor.normal_(0, 0.02)


torch.manual_seed(5)
images = torch.randint(0, 256, (2, 64, 64, 3), dtype=torch.uint8)
np.save(folder / "images.npy", images.numpy())
x = ((images.float() / 255 - 0.5) / 0.5).permute(0, 3, 1, 2)
for name, network in {"resnet18": ResNet18(10), "cvt13": Cvt13(1000)}.items():
    with torch.no_grad():
        randomize(network)
        torch.save(network.state_dict(), folder / f"{name}.pth")
        np.save(folder / f"{name}.npy", network.eval()(x).numpy())
