"""The kernels' peers in PyTorch: the cases of KernelCases.java and its training steps, by CUDA events, in seconds.

    python3 kernels.py OUT.json [small]
    python3 kernels.py --names

Each case becomes a JSON object with its name and the median time of PyTorch as it is (eager), of torch.compile (compile),
and for attention of scaled_dot_product_attention (sdpa) and FlexAttention (flex). What cannot run is left out. Products are
float32 throughout where the name does not say otherwise; those of bfloat16 have their operands in bfloat16 in memory, where
ours have float32. A backward is timed without its forward; redmean, mmd and the training steps are timed with theirs. The
compiled steps replay CUDA graphs, as ours do. Exit status 3: there is no PyTorch, or it finds no GPU.
"""

import json
import math
import statistics
import sys
from functools import partial

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    torch = None

SMALL = sys.argv[2:] == ["small"]
WARM_UPS, REPEATS = (1, 5) if SMALL else (5, 30)
DIM, HEADS, HEAD, PATCH, LATENT, CENTROIDS = 768, 12, 32, 16, 3, 12
CASES = {}


def case(make_ways):
    CASES[make_ways.__name__] = make_ways
    return make_ways


def extent(full, few):
    return few if SMALL else full


def draw(*shape):
    return torch.rand(*shape, device="cuda")


# Ways to compute: each name has a function that prepares, and returns what is timed.


def both(function, *arguments):
    return {
        "eager": lambda: partial(function, *arguments),
        "compile": lambda: partial(torch.compile(function), *arguments),
    }


def backward(function, *arguments):
    """Of a function by all its arguments, given the gradient of what it returns."""
    return {
        "eager": lambda: gradient_alone(function, arguments),
        "compile": lambda: gradient_alone(torch.compile(function), arguments),
    }


def gradient_alone(function, arguments):
    leaves = [x.detach().requires_grad_() for x in arguments]
    y = function(*leaves)
    upstream = torch.rand_like(y)
    return lambda: torch.autograd.grad(y, leaves, upstream, retain_graph=True)


def with_gradient(function, leaf, *constants):
    """A loss and its gradient by the first argument."""
    leaf = leaf.detach().requires_grad_()

    def prepared(f):
        return lambda: torch.autograd.grad(f(leaf, *constants), leaf)

    return {"eager": lambda: prepared(function), "compile": lambda: prepared(torch.compile(function))}


def training(loss, parameters, *constants):
    """Forward, backward and AdamW."""

    def prepared(f):
        weights = [p.detach().clone().requires_grad_() for p in parameters]
        for weight in weights:
            torch._dynamo.mark_static_address(weight)  # else each replay would copy it first
        optimiser = torch.optim.AdamW(weights, lr=1e-4, fused=True)

        def step():
            optimiser.zero_grad(set_to_none=True)
            f(weights, *constants).backward()
            optimiser.step()

        return step

    return {
        "eager": lambda: prepared(loss),
        "compile": lambda: prepared(torch.compile(loss, mode="reduce-overhead")),
    }


# Products.


def product(a, b):
    return a @ b.T


def square():
    n = extent(4096, 256)
    return draw(n, n)


@case
def copy():
    x = draw(extent(1 << 26, 1 << 18))
    y = torch.empty_like(x)
    return {"eager": lambda: partial(y.copy_, x)}


@case
def gemm():
    return both(product, square(), square())


@case
def gemm_tf32():
    torch.backends.cuda.matmul.allow_tf32 = True
    return both(product, square(), square())


@case
def gemm_bf16():
    return both(product, square().bfloat16(), square().bfloat16())


def wide():
    return draw(extent(32768, 256), DIM)


@case
def linear():
    return both(F.linear, wide(), draw(DIM, DIM), draw(DIM))


# Rows.


def normalised(x, gamma, beta):
    return F.layer_norm(x, (DIM,), gamma, beta)


def row_softmax(x):
    return x.softmax(-1)


def biased_gelu(x, bias):
    return F.gelu(x + bias)


def residual(x, branch, bias):
    return x + F.dropout(branch + bias, 0.1)


@case
def layer_norm():
    return both(normalised, wide(), draw(DIM), draw(DIM))


@case
def layer_norm_backward():
    return backward(normalised, wide(), draw(DIM), draw(DIM))


@case
def softmax():
    return both(row_softmax, wide())


@case
def softmax_backward():
    return backward(row_softmax, wide())


@case
def bias_gelu():
    return both(biased_gelu, wide(), draw(DIM))


@case
def bias_gelu_backward():
    return backward(biased_gelu, wide(), draw(DIM))


@case
def residual_dropout():
    return both(residual, wide(), wide(), draw(DIM))


# Attention among all tokens but oneself, with a learned temperature.


def split(qkv, theta):
    q, k, v = qkv.unflatten(-1, (3, -1, HEAD)).permute(2, 0, 3, 1, 4)
    return q * theta.exp().to(q.dtype), k, v


def but_oneself(tokens, dtype):
    """What is added to the scores: minus infinity on the diagonal."""
    return torch.zeros(tokens, tokens, dtype=dtype, device="cuda").fill_diagonal_(-math.inf)


def joined(y):
    return y.transpose(1, 2).flatten(2)


def by_products(qkv, theta, mask):
    q, k, v = split(qkv, theta)
    return joined((q @ k.transpose(-1, -2) + mask).softmax(-1) @ v)


def by_sdpa(qkv, theta, mask):
    q, k, v = split(qkv, theta)
    return joined(F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=1.0))


def by_flex():
    from torch.nn.attention.flex_attention import create_block_mask, flex_attention

    n = extent(1024, 64)
    mask = create_block_mask(lambda b, h, i, j: i != j, None, None, n, n, device="cuda")

    def attend(qkv, theta):
        q, k, v = split(qkv, theta)
        return joined(flex_attention(q, k, v, block_mask=mask, scale=1.0))

    return torch.compile(attend)


def attended(dtype):
    """The operands, and the mask."""
    tokens = extent(1024, 64)
    qkv = draw(8, tokens, 3 * HEADS * HEAD).to(dtype)
    theta = torch.full((1,), -0.5 * math.log(HEAD), device="cuda")
    return (qkv, theta), but_oneself(tokens, dtype)


def attention_ways(dtype):
    operands, mask = attended(dtype)
    return both(partial(by_products, mask=mask), *operands) | {
        "sdpa": lambda: partial(by_sdpa, *operands, mask=mask),
        "flex": lambda: partial(by_flex(), *operands),
    }


def attention_backward_ways(dtype):
    operands, mask = attended(dtype)
    return backward(partial(by_products, mask=mask), *operands) | {
        "sdpa": lambda: gradient_alone(partial(by_sdpa, mask=mask), operands),
        "flex": lambda: gradient_alone(by_flex(), operands),
    }


@case
def attention():
    return attention_ways(torch.float32)


@case
def attention_bf16():
    return attention_ways(torch.bfloat16)


@case
def attention_backward():
    return attention_backward_ways(torch.float32)


@case
def attention_bf16_backward():
    return attention_backward_ways(torch.bfloat16)


# Pictures.


def pictures():
    side = extent(512, 176)
    return draw(extent(32, 1), 3, side, side)


def patches(x):
    """[B, C, H, W] to [B, tokens, PATCH * PATCH * C]."""
    b, c, h, w = x.shape
    cut = x.reshape(b, c, h // PATCH, PATCH, w // PATCH, PATCH)
    return cut.permute(0, 2, 4, 3, 5, 1).reshape(b, -1, PATCH * PATCH * c)


def picture(tokens, channels, height, width):
    b = tokens.shape[0]
    grid = tokens.reshape(b, height // PATCH, width // PATCH, PATCH, PATCH, channels)
    return grid.permute(0, 5, 1, 3, 2, 4).reshape(b, channels, height, width)


def shifted(x, gamma, beta):
    h, w = x.shape[2:]
    half = PATCH // 2
    framed = F.pad(x, (half, half, half, half))
    copies = [x] + [framed[..., i : i + h, j : j + w] for i in (0, PATCH) for j in (0, PATCH)]
    tokens = patches(torch.cat(copies, 1))
    return F.layer_norm(tokens, tokens.shape[-1:], gamma, beta)


def patch_operands():
    features = 5 * 3 * PATCH * PATCH
    return pictures(), draw(features), draw(features)


@case
def shifted_patches():
    return both(shifted, *patch_operands())


@case
def shifted_patches_backward():
    return backward(shifted, *patch_operands())


@case
def unpatchify():
    side = extent(512, 176)
    tokens = draw(extent(32, 1), (side // PATCH) ** 2, 3 * PATCH * PATCH)
    return both(partial(picture, channels=3, height=side, width=side), tokens)


def convolved(x, weight, bias):
    return F.conv2d(x, weight, bias, padding=1)


def convolution_operands():
    channels, side = extent(64, 4), extent(256, 16)
    return draw(8, channels, side, side), draw(channels, channels, 3, 3), draw(channels)


@case
def conv3x3():
    return both(convolved, *convolution_operands())


@case
def conv3x3_backward():
    return backward(convolved, *convolution_operands())


def redmean_loss(p, t):
    mean = 255 * (p[:, 0] + t[:, 0]) / 2
    red, green, blue = ((p - t) ** 2).unbind(1)
    squared = (2 + mean / 256) * red + 4 * green + (2 + (255 - mean) / 256) * blue
    return torch.sqrt(squared + 1e-12).mean()


@case
def redmean():
    return with_gradient(redmean_loss, pictures(), pictures())


def gaussian():
    taps = torch.exp(-((torch.arange(11, device="cuda") - 5.0) ** 2) / (2 * 1.5**2))
    return taps / taps.sum()


def moments(a, b, taps):
    """Means under a Gaussian window of a, b, and of their squares and product."""
    channels = a.shape[1]
    five = F.pad(torch.cat([a, b, a * a, b * b, a * b]), (5, 5, 5, 5), mode="reflect")
    rows = F.conv2d(five, taps.view(1, 1, 11, 1).expand(channels, 1, 11, 1), groups=channels)
    means = F.conv2d(rows, taps.view(1, 1, 1, 11).expand(channels, 1, 1, 11), groups=channels)
    return means.unflatten(0, (5, -1)).unbind(0)


def similarity(a, b, taps, contrast_only):
    ma, mb, aa, bb, ab = moments(a, b, taps)
    c1, c2 = 0.01**2, 0.03**2
    contrast = (2 * (ab - ma * mb) + c2) / ((aa - ma * ma) + (bb - mb * mb) + c2)
    if contrast_only:
        return contrast[..., 5:-5, 5:-5].mean((1, 2, 3))
    return ((2 * ma * mb + c1) / (ma * ma + mb * mb + c1) * contrast).mean((1, 2, 3))


def one_scale(a, b, taps):
    return similarity(a, b, taps, False)


def five_scales(a, b, taps):
    product = 1.0
    exponents = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
    for scale, exponent in enumerate(exponents):
        last = scale == len(exponents) - 1
        product = product * similarity(a, b, taps, not last).relu() ** exponent
        if not last:
            a, b = F.avg_pool2d(a, 2), F.avg_pool2d(b, 2)
    return product


def quality_index(a, b, taps):
    ma, mb, aa, bb, ab = moments(a, b, taps)
    spread = (aa - ma * ma) + (bb - mb * mb)
    index = 4 * ma * mb * (ab - ma * mb) / ((ma * ma + mb * mb) * (spread + 2**-52))
    return index[..., 5:-5, 5:-5].mean((1, 2, 3))


def by_first(function):
    """With the second picture held fast, so that gradients are by the first alone."""
    return partial(function, b=pictures(), taps=gaussian())


@case
def ssim():
    return both(one_scale, pictures(), pictures(), gaussian())


@case
def ssim_backward():
    return backward(by_first(one_scale), pictures())


@case
def ms_ssim():
    return both(five_scales, pictures(), pictures(), gaussian())


@case
def ms_ssim_backward():
    return backward(by_first(five_scales), pictures())


@case
def uiqi():
    return both(quality_index, pictures(), pictures(), gaussian())


# Spectra, and points of the latent space.

BINS, PHOTONS, ENCODER, DECODER = 512, 400, (256, 128, 64, 32), (64, 128, 256)


def encoded(counts, *layers):
    y = torch.sqrt(counts)
    for weight, bias in zip(layers[:-2:2], layers[1:-2:2]):
        y = F.selu(F.linear(y, weight, bias))
    return F.linear(y, *layers[-2:])


@case
def encode():
    widths = (BINS, *ENCODER)
    layers = [x for i, o in zip(widths, widths[1:]) for x in (draw(o, i), draw(o))]
    counts = draw(extent(1 << 18, 256), BINS)
    return both(encoded, counts, *layers, draw(LATENT, ENCODER[-1]), draw(LATENT))


def counted(spectra):
    drawn = spectra.multinomial(PHOTONS, replacement=True)
    return torch.zeros_like(spectra).scatter_add_(1, drawn, torch.ones_like(drawn, dtype=spectra.dtype))


@case
def draw_photons():
    return both(counted, torch.ones(extent(1 << 16, 256), BINS, device="cuda"))


def kernel_mean(a, b):
    squares = torch.cdist(a, b) ** 2
    c = [2 * a.shape[1] * s for s in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)]
    return sum((x / (x + squares)).mean() for x in c) / len(c)


def discrepancy(z, prior):
    return kernel_mean(z, z) + kernel_mean(prior, prior) - 2 * kernel_mean(z, prior)


def squared_distances(a, b):
    return torch.cdist(a, b) ** 2


def assigned(points, centroids):
    return (torch.cdist(points, centroids) ** 2).min(1)


def updated(points, labels, centroids):
    sums = torch.zeros_like(centroids).index_add_(0, labels, points)
    counts = torch.bincount(labels, minlength=centroids.shape[0])
    return torch.where(counts[:, None] > 0, sums / counts[:, None], centroids), counts


def silhouette_widths(points, labels, members):
    """A product with the members of clusters adds distances up faster than index_add_ would."""
    sizes, own = members.sum(0), labels[:, None]
    sums = torch.cdist(points, points) @ members
    a = sums.gather(1, own).squeeze(1) / (sizes[labels] - 1)
    b = (sums / sizes).scatter(1, own, float("inf")).amin(1)
    return (b - a) / torch.maximum(a, b)


@case
def mmd():
    n = extent(8192, 256)
    return with_gradient(discrepancy, draw(n, LATENT), draw(n, LATENT))


@case
def pairwise_distances():
    n = extent(8192, 256)
    return both(squared_distances, draw(n, LATENT), draw(n, LATENT))


@case
def kmeans_assign():
    return both(assigned, draw(extent(1 << 22, 1 << 14), LATENT), draw(CENTROIDS, LATENT))


@case
def kmeans_update():
    n = extent(1 << 22, 1 << 14)
    labels = torch.randint(CENTROIDS, (n,), device="cuda")
    return both(updated, draw(n, LATENT), labels, draw(CENTROIDS, LATENT))


@case
def silhouette():
    n = extent(8192, 256)
    labels = torch.arange(n, device="cuda") % CENTROIDS
    return both(silhouette_widths, draw(n, LATENT), labels, F.one_hot(labels).to(torch.float32))


@case
def adamw():
    def optimiser(**options):
        p = draw(extent(1 << 24, 1 << 14)).requires_grad_()
        p.grad = torch.rand_like(p)
        return torch.optim.AdamW([p], lr=1e-3, **options)

    return {
        "eager": lambda: optimiser(fused=True).step,
        "compile": lambda: torch.compile(optimiser(foreach=True, capturable=True).step),
    }


# Training steps. A model is a list of weights and a function that takes them in their order.

WIDTH, MODEL_HEADS, BLOCKS = 192, 9, 7


def weights_of(*shapes):
    """Small, so that nothing overflows in some tens of steps."""
    return [0.02 * torch.randn(*shape, device="cuda") for shape in shapes]


def recolourer_weights():
    features, inner = 5 * 3 * PATCH * PATCH, MODEL_HEADS * HEAD
    block = [(WIDTH,), (WIDTH,), (3 * inner, WIDTH), (1,), (WIDTH, inner), (WIDTH,)]
    block += [(WIDTH,), (WIDTH,), (2 * WIDTH, WIDTH), (2 * WIDTH,), (WIDTH, 2 * WIDTH), (WIDTH,)]
    head = [(WIDTH,), (WIDTH,), (3 * PATCH * PATCH, WIDTH), (3 * PATCH * PATCH,), (3, 3, 3, 3), (3,)]
    return weights_of((features,), (features,), (WIDTH, features), (WIDTH,), *(BLOCKS * block), *head)


def transformer_block(x, weights, mask):
    gamma, beta, to_qkv, theta, joining, joining_bias = weights[:6]
    qkv = F.linear(F.layer_norm(x, (WIDTH,), gamma, beta), to_qkv)
    x = x + F.linear(by_sdpa(qkv, theta, mask), joining, joining_bias)
    gamma, beta, widening, widening_bias, narrowing, narrowing_bias = weights[6:]
    y = F.linear(F.layer_norm(x, (WIDTH,), gamma, beta), widening, widening_bias)
    return x + F.linear(F.gelu(y), narrowing, narrowing_bias)


def recoloured(weights, x, positions, mask):
    gamma, beta, embedding, embedding_bias = weights[:4]
    t = F.linear(shifted(x, gamma, beta), embedding, embedding_bias) + positions
    skips = []
    for i in range(BLOCKS):
        if i > BLOCKS // 2:
            t = t + skips.pop()
        t = transformer_block(t, weights[4 + 12 * i : 16 + 12 * i], mask)
        if i < BLOCKS // 2:
            skips.append(t)
    gamma, beta, head, head_bias, kernel, kernel_bias = weights[-6:]
    t = F.linear(F.layer_norm(t, (WIDTH,), gamma, beta), head, head_bias)
    return F.conv2d(picture(t, 3, *x.shape[2:]), kernel, kernel_bias, padding=1)


def recolourer_loss(weights, x, target, positions, mask):
    return redmean_loss(recoloured(weights, x, positions, mask), target)


@case
def recolourer_step():
    batch, side = extent(32, 1), extent(256, 64)
    tokens = (side // PATCH) ** 2
    constants = draw(batch, 3, side, side), draw(batch, 3, side, side), draw(tokens, WIDTH)
    return training(
        recolourer_loss, recolourer_weights(), *constants, but_oneself(tokens, torch.float32)
    )


def embedder_weights():
    def layers(widths):
        return [shape for i, o in zip(widths, widths[1:]) for shape in ((o, i), (o,))]

    encoder = layers((BINS, *ENCODER))
    latent = 2 * layers((ENCODER[-1], LATENT))
    return weights_of(*encoder, *latent, *layers((LATENT, *DECODER, BINS)))


def embedder_loss(weights, x, prior, centroids):
    layers = list(zip(weights[::2], weights[1::2]))
    y = x
    for weight, bias in layers[: len(ENCODER)]:
        y = F.selu(F.linear(y, weight, bias))
    to_mu, to_logvar, *decoder, last = layers[len(ENCODER) :]
    mu, logvar = F.linear(y, *to_mu), F.linear(y, *to_logvar)
    z = mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)
    y = z
    for weight, bias in decoder:
        y = F.selu(F.linear(y, weight, bias))
    reconstruction = F.mse_loss(F.linear(y, *last), x)
    divergence = -0.5 * (1 + logvar - mu * mu - logvar.exp()).sum(1).mean()
    cluster = (torch.cdist(z, centroids) ** 2).amin(1).mean()
    return reconstruction + 1e-5 * divergence + 1e-3 * discrepancy(z, prior) + 1e-2 * cluster


@case
def embedder_step():
    batch = extent(4096, 64)
    x, prior = draw(batch, BINS), torch.randn(batch, LATENT, device="cuda")
    return training(embedder_loss, embedder_weights(), x, prior, draw(CENTROIDS, LATENT))


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


def first_line(error):
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__


def measured(name, make_ways):
    # An earlier case's settings and compiled code must not reach this one.
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.compiler.reset()
    result = {"name": name}
    try:
        ways = make_ways()
    except Exception as error:  # a peer that cannot run is no reason to lose the others
        print(f"peers: {name}: {first_line(error)}")
        return result
    for way, prepare in ways.items():
        try:
            result[way] = seconds(prepare())
        except Exception as error:
            print(f"peers: {name}, {way}: {first_line(error)}")
    return result


def main():
    if sys.argv[1:] == ["--names"]:
        print("\n".join(CASES))
        return 0
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    if torch is None:
        print("peers: python3 has no torch")
        return 3
    if not torch.cuda.is_available():
        print("peers: PyTorch finds no GPU")
        return 3
    from torch._functorch import config

    if hasattr(config, "donated_buffer"):
        config.donated_buffer = False  # a compiled backward is asked for more than once
    results = [measured(name, make_ways) for name, make_ways in CASES.items()]
    with open(sys.argv[1], "w") as file:
        json.dump(results, file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
