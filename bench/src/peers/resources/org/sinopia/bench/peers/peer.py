# The peer's side of every comparison, in TorchScript: what a good user of PyTorch would write.
class Peer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def recolour(self, x: Tensor, w: List[Tensor], positions: Tensor, mask: Tensor) -> Tensor:
    b = torch.size(x, 0)
    h = torch.size(x, 2)
    d = torch.size(x, 3)
    f = torch.pad(x, [8, 8, 8, 8])
    up = torch.narrow(f, 2, 0, h)
    down = torch.narrow(f, 2, 16, h)
    copies = torch.cat([x, torch.narrow(up, 3, 0, d), torch.narrow(up, 3, 16, d), torch.narrow(down, 3, 0, d), torch.narrow(down, 3, 16, d)], 1)
    cut = torch.permute(torch.reshape(copies, [b, 15, h // 16, 16, d // 16, 16]), [0, 2, 4, 3, 5, 1])
    features = torch.reshape(cut, [b, -1, 3840])
    t = torch.linear(torch.layer_norm(features, [3840], w[0], w[1], 1e-05), w[2], w[3])
    t = torch.add(t, positions)
    skips = annotate(List[Tensor], [])
    for i in range(7):
      if i > 3:
        t = torch.add(t, skips[6 - i])
      t = self.block(t, w, 4 + 12 * i, mask)
      if i < 3:
        skips.append(t)
    k = 88
    t = torch.linear(torch.layer_norm(t, [192], w[k], w[k + 1], 1e-05), w[k + 2], w[k + 3])
    image = torch.permute(torch.reshape(t, [b, h // 16, d // 16, 16, 16, 3]), [0, 5, 1, 3, 2, 4])
    return torch.conv2d(torch.reshape(image, [b, 3, h, d]), w[k + 4], w[k + 5], [1, 1], [1, 1])

  def block(self, x: Tensor, w: List[Tensor], k: int, mask: Tensor) -> Tensor:
    b = torch.size(x, 0)
    n = torch.size(x, 1)
    qkv = torch.linear(torch.layer_norm(x, [192], w[k], w[k + 1], 1e-05), w[k + 2])
    attended = self.attention(qkv, w[k + 3], mask)
    x = torch.add(x, torch.linear(attended, w[k + 4], w[k + 5]))
    y = torch.layer_norm(x, [192], w[k + 6], w[k + 7], 1e-05)
    y = torch.gelu(torch.linear(y, w[k + 8], w[k + 9]))
    return torch.add(x, torch.linear(y, w[k + 10], w[k + 11]))

  def attention(self, qkv: Tensor, theta: Tensor, mask: Tensor) -> Tensor:
    b = torch.size(qkv, 0)
    n = torch.size(qkv, 1)
    parts = torch.unbind(torch.permute(torch.reshape(qkv, [b, n, 3, 9, 32]), [2, 0, 3, 1, 4]), 0)
    q = torch.mul(parts[0], torch.exp(theta))
    o = torch.scaled_dot_product_attention(q, parts[1], parts[2], mask, 0., False, scale=1.)
    return torch.reshape(torch.transpose(o, 1, 2), [b, n, 288])

  def attention_step(self, qkv: Tensor, theta: Tensor, mask: Tensor, upstream: Tensor) -> List[Tensor]:
    o = self.attention(qkv, theta, mask)
    return self.with_gradients(torch.sum(torch.mul(o, upstream)), [qkv, theta])

  def redmean(self, a: Tensor, b: Tensor) -> Tensor:
    p = torch.unbind(a, 1)
    q = torch.unbind(b, 1)
    r = torch.mul(torch.add(p[0], q[0]), 127.5)
    dr = torch.square(torch.sub(p[0], q[0]))
    dg = torch.square(torch.sub(p[1], q[1]))
    db = torch.square(torch.sub(p[2], q[2]))
    red = torch.mul(torch.add(torch.div(r, 256), 2), dr)
    blue = torch.mul(torch.add(torch.div(torch.rsub(r, 255), 256), 2), db)
    total = torch.add(torch.add(red, blue), torch.add(torch.mul(dg, 4), 1e-12))
    return torch.mean(torch.sqrt(total))

  def redmean_step(self, a: Tensor, b: Tensor) -> List[Tensor]:
    return self.with_gradients(self.redmean(a, b), [a])

  def similarity(self, a: Tensor, b: Tensor, window: Tensor, cropped: bool) -> Tensor:
    n = torch.size(a, 0)
    c = torch.size(a, 1)
    five = torch.cat([a, b, torch.mul(a, a), torch.mul(b, b), torch.mul(a, b)], 0)
    framed = torch.reflection_pad2d(five, [5, 5, 5, 5])
    down = torch.expand(torch.reshape(window, [1, 1, 11, 1]), [c, 1, 11, 1])
    across = torch.expand(torch.reshape(window, [1, 1, 1, 11]), [c, 1, 1, 11])
    rows = torch.conv2d(framed, down, None, [1, 1], [0, 0], [1, 1], c)
    moments = torch.reshape(torch.conv2d(rows, across, None, [1, 1], [0, 0], [1, 1], c), [5, n, c, torch.size(a, 2), torch.size(a, 3)])
    m = torch.unbind(moments, 0)
    aa = torch.mul(m[0], m[0])
    bb = torch.mul(m[1], m[1])
    ab = torch.mul(m[0], m[1])
    c1 = 0.0001
    c2 = 0.0009
    contrast = torch.div(torch.add(torch.mul(torch.sub(m[4], ab), 2), c2), torch.add(torch.add(torch.sub(m[2], aa), torch.sub(m[3], bb)), c2))
    if cropped:
      h = torch.size(a, 2)
      d = torch.size(a, 3)
      inner = torch.narrow(torch.narrow(contrast, 2, 5, h - 10), 3, 5, d - 10)
      return torch.mean(inner, [1, 2, 3])
    luminance = torch.div(torch.add(torch.mul(ab, 2), c1), torch.add(torch.add(aa, bb), c1))
    return torch.mean(torch.mul(luminance, contrast), [1, 2, 3])

  def ms_ssim(self, a: Tensor, b: Tensor, window: Tensor) -> Tensor:
    exponents = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
    product = torch.ones([torch.size(a, 0)])
    x = a
    y = b
    for i in range(5):
      s = torch.relu(self.similarity(x, y, window, i < 4))
      product = torch.mul(product, torch.pow(s, exponents[i]))
      if i < 4:
        x = torch.avg_pool2d(x, [2, 2])
        y = torch.avg_pool2d(y, [2, 2])
    return torch.mean(product)

  def ms_ssim_step(self, a: Tensor, b: Tensor, window: Tensor) -> List[Tensor]:
    return self.with_gradients(self.ms_ssim(a, b, window), [a])

  def encode(self, x: Tensor, w: List[Tensor]) -> List[Tensor]:
    for i in range(4):
      x = torch.selu(torch.linear(x, w[2 * i], w[2 * i + 1]))
    return [torch.linear(x, w[8], w[9]), torch.linear(x, w[10], w[11])]

  def kernel(self, a: Tensor, b: Tensor) -> Tensor:
    aa = torch.sum(torch.mul(a, a), [1], True)
    bb = torch.sum(torch.mul(b, b), [1], True)
    squares = torch.relu(torch.addmm(torch.add(aa, torch.t(bb)), a, torch.t(b), beta=1., alpha=-2.))
    total = torch.zeros([])
    for s in [0.1, 0.2, 0.5, 1., 2., 5., 10.]:
      c = 6. * s
      total = torch.add(total, torch.mean(torch.mul(torch.reciprocal(torch.add(squares, c)), c)))
    return torch.div(total, 7.)

  def embedder_loss(self, x: Tensor, w: List[Tensor], noise: Tensor, prior: Tensor, centroids: Tensor) -> Tensor:
    latent = self.encode(x, w)
    mu = latent[0]
    logvar = latent[1]
    z = torch.add(mu, torch.mul(torch.exp(torch.mul(logvar, 0.5)), noise))
    y = z
    for i in range(3):
      y = torch.selu(torch.linear(y, w[12 + 2 * i], w[13 + 2 * i]))
    y = torch.linear(y, w[18], w[19])
    reconstruction = torch.mse_loss(y, x)
    inner = torch.sub(torch.sub(torch.add(logvar, 1), torch.mul(mu, mu)), torch.exp(logvar))
    kl = torch.mul(torch.mean(torch.sum(inner, [1])), -0.5)
    mmd = torch.sub(torch.add(self.kernel(z, z), self.kernel(prior, prior)), torch.mul(self.kernel(z, prior), 2))
    apart = torch.sum(torch.square(torch.sub(torch.unsqueeze(z, 1), centroids)), [2])
    cluster = torch.mean(torch.amin(apart, [1]))
    return torch.add(torch.add(reconstruction, torch.mul(kl, 1e-05)), torch.add(torch.mul(mmd, 0.001), torch.mul(cluster, 0.01)))

  def embedder_step(self, x: Tensor, w: List[Tensor], noise: Tensor, prior: Tensor, centroids: Tensor) -> List[Tensor]:
    return self.with_gradients(self.embedder_loss(x, w, noise, prior, centroids), w)

  def recolourer_step(self, x: Tensor, target: Tensor, w: List[Tensor], positions: Tensor, mask: Tensor) -> List[Tensor]:
    return self.with_gradients(self.redmean(self.recolour(x, w, positions, mask), target), w)

  def with_gradients(self, loss: Tensor, inputs: List[Tensor]) -> List[Tensor]:
    found = torch.grad([loss], inputs)
    result = annotate(List[Tensor], [loss])
    for i in range(torch.len(found)):
      result.append(unchecked_cast(Tensor, found[i]))
    return result

  def adam_w(self, w: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor]) -> Tensor:
    torch._foreach_add_(steps, 1)
    torch._fused_adamw_(w, g, m, v, annotate(List[Tensor], []), steps, lr=0.0001, beta1=0.9, beta2=0.999, weight_decay=0.01, eps=1e-08, amsgrad=False, maximize=False)
    return steps[0]
