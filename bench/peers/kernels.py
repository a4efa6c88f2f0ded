"""The kernels' peers in PyTorch: the cases of KernelCases.java, by CUDA events, in seconds.

    python3 kernels.py OUT.json [small]

Each case is a JSON object with a name and the median time of PyTorch as it is (eager), of torch.compile (compile), and
for attention of scaled_dot_product_attention (sdpa) and FlexAttention (flex). What cannot run is left out. Products are
in float32 as PyTorch multiplies them by default. Exit status 3: there is no PyTorch, or it finds no GPU.
"""

import json
import math
import statistics
import sys

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    print("peers: python3 has no torch")
    sys.exit(3)
if not torch.cuda.is_available():
    print("peers: PyTorch finds no GPU")
    sys.exit(3)

WARM_UPS, REPEATS = 5, 30
SHARE = 16 if sys.argv[2:] == ["small"] else 1
DIM, HEADS, HEAD, TOKENS = 768, 12, 32, 1024


def draw(*shape):
    return torch.rand(*shape, device="cuda")


def seconds(work):
    for _ in range(WARM_UPS):
        work()
    times = []
    for _ in range(REPEATS):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        work()
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end) * 1e-3)
    return statistics.median(times)


def redmean(p, t):
    mean = 255 * (p[:, 0] + t[:, 0]) / 2
    red, green, blue = ((p - t) ** 2).unbind(1)
    squared = (2 + mean / 256) * red + 4 * green + (2 + (255 - mean) / 256) * blue
    return torch.sqrt(squared + 1e-12).mean()


def redmean_and_gradient(p, t):
    p = p.detach().requires_grad_()
    return torch.autograd.grad(redmean(p, t), p)


def ssim(a, b):
    offsets = torch.arange(11, device="cuda") - 5.0
    taps = torch.exp(-offsets**2 / (2 * 1.5**2))
    taps = taps / taps.sum()
    channels = a.shape[1]

    def blur(x):
        x = F.conv2d(x, taps.view(1, 1, 1, 11).expand(channels, 1, 1, 11), groups=channels)
        return F.conv2d(x, taps.view(1, 1, 11, 1).expand(channels, 1, 11, 1), groups=channels)

    ma, mb = blur(a), blur(b)
    va, vb, cov = blur(a * a) - ma * ma, blur(b * b) - mb * mb, blur(a * b) - ma * mb
    c1, c2 = 0.01**2, 0.03**2
    return (((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2))).mean((1, 2, 3))


def attention(qkv):
    q, k, v = qkv.unflatten(-1, (3, HEADS, HEAD)).permute(2, 0, 3, 1, 4)
    scores = q @ k.transpose(-1, -2) / math.sqrt(HEAD)
    scores = scores.masked_fill(torch.eye(q.shape[-2], dtype=torch.bool, device="cuda"), -math.inf)
    return scores.softmax(-1) @ v


def sdpa(qkv):
    q, k, v = qkv.unflatten(-1, (3, HEADS, HEAD)).permute(2, 0, 3, 1, 4)
    mask = ~torch.eye(q.shape[-2], dtype=torch.bool, device="cuda")
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)


def flex():
    from torch.nn.attention.flex_attention import create_block_mask, flex_attention

    n = TOKENS // SHARE
    mask = create_block_mask(lambda b, h, i, j: i != j, None, None, n, n, device="cuda")
    compiled = torch.compile(flex_attention)

    def run(qkv):
        q, k, v = (x.contiguous() for x in qkv.unflatten(-1, (3, HEADS, HEAD)).permute(2, 0, 3, 1, 4))
        return compiled(q, k, v, block_mask=mask)

    return run


def adamw():
    p = draw((1 << 24) // SHARE).requires_grad_()
    p.grad = draw(p.numel())
    optimiser = torch.optim.AdamW([p], fused=True)
    return optimiser.step


def cases():
    n, rows, side, channels = 4096 // SHARE, 32768 // SHARE, 256 // SHARE, 64 // SHARE
    x, gamma, beta = draw(rows, DIM), draw(DIM), draw(DIM)
    big = draw((1 << 26) >> (0 if SHARE == 1 else 8))
    out = torch.empty_like(big)
    a, b = draw(n, n), draw(n, n)
    qkv = draw(8, TOKENS // SHARE, 3 * HEADS * HEAD)
    image, weight, bias = draw(8, channels, side, side), draw(channels, channels, 3, 3), draw(channels)
    p, t = draw(32, 3, 512 // SHARE, 512 // SHARE), draw(32, 3, 512 // SHARE, 512 // SHARE)
    yield "copy", {"eager": lambda: out.copy_(big)}
    yield "gemm", both(lambda a, b: a @ b.T, a, b)
    yield "layer_norm", both(lambda x, g, b: F.layer_norm(x, (DIM,), g, b), x, gamma, beta)
    yield "softmax", both(lambda x: x.softmax(-1), x)
    yield "bias_gelu", both(lambda x, b: F.gelu(x + b), x, beta)
    yield "attention", both(attention, qkv) | {"sdpa": lambda: sdpa(qkv), "flex": lazily(flex, qkv)}
    yield "conv3x3", both(lambda x, w, b: F.conv2d(x, w, b, padding=1), image, weight, bias)
    yield "redmean", both(redmean_and_gradient, p, t)
    yield "ssim", both(ssim, p, t)
    yield "adamw", {"eager": adamw()}


def both(function, *arguments):
    compiled = torch.compile(function)
    return {"eager": lambda: function(*arguments), "compile": lambda: compiled(*arguments)}


def lazily(make, *arguments):
    made = []

    def run():
        if not made:
            made.append(make())
        return made[0](*arguments)

    return run


results = []
for name, ways in cases():
    result = {"name": name}
    for way, work in ways.items():
        try:
            result[way] = seconds(work)
        except Exception as reason:  # a peer that cannot run is no reason to lose the others
            print(f"peers: {name}, {way}: {str(reason).splitlines()[0] if str(reason) else type(reason).__name__}")
    results.append(result)
with open(sys.argv[1], "w") as file:
    json.dump(results, file)
