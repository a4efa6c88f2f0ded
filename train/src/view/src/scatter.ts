/** Pixels as points of two layers; what is brushed here is selected in the picture, and the other way round. */

import { get, post, type Region, type Scatter as Points, type Status } from './api'
import { rgb } from './colour'
import { brief, button, byId, choose, complain, el, say, textSize, theme } from './dom'
import { labelColour } from './layers'
import { SLOT_COLOURS } from './picture'
import { changed, layerView, on, state } from './state'

const MARGIN = { left: 54, right: 12, top: 10, bottom: 40 }

export class Scatter {
  private readonly canvas = byId<HTMLCanvasElement>('scatter')
  private points: Points | null = null
  private brush: [number, number][] = []
  private brushing = false
  private known = ''
  private asked = 0
  private ends = { x0: 0, x1: 1, y0: 0, y1: 1 }
  /** The region layer whose pixels stand out. */
  region: string | null = null

  constructor(private readonly scan: number, private readonly chosen: (region: Region) => void) {
    new ResizeObserver(() => this.draw()).observe(this.canvas)
    on('theme', () => this.draw())
    this.listen()
  }

  update(status: Status): void {
    const layers = status.layers.filter(l => l.kind === 'numbers' && !l.id.startsWith('region-') && l.width === status.width)
    const now = layers.map(l => l.id).join()
    if (now === this.known) return
    this.known = now
    const elements = layers.filter(l => l.id.startsWith('el-'))
    if (!layers.some(l => l.id === state.scatter.x)) state.scatter.x = elements[0]?.id ?? layers[0]?.id ?? ''
    if (!layers.some(l => l.id === state.scatter.y)) state.scatter.y = elements[1]?.id ?? state.scatter.x
    const choices = layers.map(l => ({ value: l.id, text: l.title }))
    const clusters = el('input', { type: 'number', min: 2, max: 20, value: state.clusters?.clusters ?? 6 })
    const latents = layers.filter(l => l.id.startsWith('latent-'))
    const over = choose('over', [{ value: 'elements', text: 'elements' }, ...(latents.length ? [{ value: 'latents', text: 'latents' }] : [])],
      'elements', () => {})
    byId('scatter-tools').replaceChildren(
      el('div', { class: 'row' },
        choose('Across', choices, state.scatter.x, v => { state.scatter.x = v; void this.load() }),
        choose('Up', choices, state.scatter.y, v => { state.scatter.y = v; void this.load() })),
      el('div', { class: 'row' },
        el('label', { class: 'field' }, el('span', {}, 'K-means'), clusters), over,
        button('Cluster', 'Group the pixels by K-means', () => {
          const ids = over.querySelector('select')!.value === 'latents' ? latents.map(l => l.id)
            : status.elements.filter(e => e.origin === 'object').map(e => 'el-' + e.symbol).filter(id => layers.some(l => l.id === id))
          void this.cluster(ids, Number(clusters.value))
        })))
    void this.load()
  }

  /** Groups pixels and shows the groups on top; each can be selected. */
  async cluster(layers: string[], clusters: number): Promise<void> {
    try {
      if (layers.length === 0) throw new Error('clusters: no element maps yet')
      const found = await post<{ id: string; sizes: number[] }>(`${this.scan}/clusters`, { layers, clusters })
      state.clusters = { layers, clusters }
      if (!state.stack.some(v => v.id === found.id)) {
        state.stack = [...state.stack.filter(v => !v.id.startsWith('clusters')), { ...layerView(found.id), opacity: 0.75 }]
      }
      this.showClusters(found)
      changed('layers', 'stack')
      void this.load()
    } catch (e) { complain(e) }
  }

  private showClusters(found: { id: string; sizes: number[] }): void {
    byId('cluster-list').replaceChildren(...found.sizes.map((size, i) => {
      const chip = button(`${i + 1}: ${brief(size)} px`, `Select cluster ${i + 1}`, () => {
        this.chosen({ kind: 'threshold', layer: found.id, from: i + 0.5, to: i + 1.5 })
      }, { class: 'chip' })
      const mark = el('i', { class: 'swatch' })
      mark.style.background = labelColour(i + 1)
      chip.prepend(mark)
      return chip
    }))
  }

  async load(): Promise<void> {
    if (!state.scatter.x || state.tab !== 'scatter') return
    const mine = ++this.asked
    const clusters = state.stack.find(v => v.id.startsWith('clusters') && v.visible)?.id
    const marked = this.region ?? clusters
    try {
      const points = await get<Points>(
        `${this.scan}/scatter?x=${state.scatter.x}&y=${state.scatter.y}${marked ? '&region=' + marked : ''}`)
      if (mine !== this.asked) return
      this.points = points
      const end = (values: number[]) => values.reduce((m, v) => Math.max(m, v), -Infinity)
      const start = (values: number[]) => values.reduce((m, v) => Math.min(m, v), Infinity)
      this.ends = { x0: start(points.x), x1: end(points.x), y0: start(points.y), y1: end(points.y) }
      byId('scatter-facts').textContent = `${brief(points.x.length)} points, correlation ${brief(points.correlation)}`
      this.draw()
    } catch (e) { complain(e) }
  }

  private toScreen(x: number, y: number): [number, number] {
    const width = this.canvas.clientWidth - MARGIN.left - MARGIN.right
    const height = this.canvas.clientHeight - MARGIN.top - MARGIN.bottom
    const { x0, x1, y0, y1 } = this.ends
    return [MARGIN.left + (x - x0) / Math.max(x1 - x0, 1e-9) * width, MARGIN.top + height - (y - y0) / Math.max(y1 - y0, 1e-9) * height]
  }

  private toData(x: number, y: number): { x: number; y: number } {
    const width = this.canvas.clientWidth - MARGIN.left - MARGIN.right
    const height = this.canvas.clientHeight - MARGIN.top - MARGIN.bottom
    const { x0, x1, y0, y1 } = this.ends
    return { x: x0 + (x - MARGIN.left) / width * (x1 - x0), y: y0 + (MARGIN.top + height - y) / height * (y1 - y0) }
  }

  draw(): void {
    const ratio = devicePixelRatio || 1
    const width = this.canvas.clientWidth
    const height = this.canvas.clientHeight
    if (width === 0) return
    this.canvas.width = Math.round(width * ratio)
    this.canvas.height = Math.round(height * ratio)
    const context = this.canvas.getContext('2d')!
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.fillStyle = theme('panel')
    context.fillRect(0, 0, width, height)
    this.axes(context, width, height)
    if (!this.points) return
    const { x, y, inside } = this.points
    const plain = rgb(toHex(theme('point')))
    const marks = this.region ? [rgb(SLOT_COLOURS[state.slot])] : null
    for (const pass of [0, 1]) {
      for (let i = 0; i < x.length; i++) {
        if ((inside[i] > 0 ? 1 : 0) !== pass) continue
        const [px, py] = this.toScreen(x[i], y[i])
        const colour = inside[i] === 0 ? plain : marks ? marks[0] : rgb(labelColour(inside[i]))
        context.fillStyle = `rgba(${colour.join()},${pass ? 0.85 : 0.35})`
        context.fillRect(px - 1, py - 1, 2.2, 2.2)
      }
    }
    if (this.brush.length > 1) {
      context.beginPath()
      this.brush.forEach(([bx, by], i) => (i ? context.lineTo(bx, by) : context.moveTo(bx, by)))
      context.strokeStyle = SLOT_COLOURS[state.slot]
      context.lineWidth = 2
      context.stroke()
    }
  }

  private axes(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { x0, x1, y0, y1 } = this.ends
    const name = (id: string) => id.replace(/^el-/, '')
    context.strokeStyle = theme('line')
    context.fillStyle = theme('ink')
    context.font = `${Math.min(16, textSize())}px system-ui, sans-serif`
    context.strokeRect(MARGIN.left, MARGIN.top, width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom)
    context.textAlign = 'center'
    for (const share of [0, 0.5, 1]) {
      const [px] = this.toScreen(x0 + share * (x1 - x0), 0)
      context.textAlign = share === 0 ? 'left' : share === 1 ? 'right' : 'center'
      context.fillText(brief(x0 + share * (x1 - x0)), px, height - MARGIN.bottom + 15)
      const [, py] = this.toScreen(0, y0 + share * (y1 - y0))
      context.textAlign = 'right'
      context.fillText(brief(y0 + share * (y1 - y0)), MARGIN.left - 5, py + (share === 1 ? 10 : 4))
    }
    context.textAlign = 'center'
    context.fillText(name(state.scatter.x), MARGIN.left + (width - MARGIN.left - MARGIN.right) / 2, height - 6)
    context.save()
    context.translate(12, MARGIN.top + (height - MARGIN.top - MARGIN.bottom) / 2)
    context.rotate(-Math.PI / 2)
    context.fillText(name(state.scatter.y), 0, 0)
    context.restore()
    context.textAlign = 'left'
  }

  private listen(): void {
    const local = (e: PointerEvent): [number, number] => {
      const box = this.canvas.getBoundingClientRect()
      return [e.clientX - box.left, e.clientY - box.top]
    }
    this.canvas.addEventListener('pointerdown', e => {
      this.canvas.setPointerCapture(e.pointerId)
      this.brushing = true
      this.brush = [local(e)]
    })
    this.canvas.addEventListener('pointermove', e => {
      if (!this.brushing) return
      this.brush.push(local(e))
      this.draw()
    })
    this.canvas.addEventListener('pointerup', () => {
      this.brushing = false
      const points = this.brush.map(([x, y]) => this.toData(x, y))
      this.brush = []
      if (points.length < 3) return this.draw()
      say('Selecting the pixels of the brushed points')
      this.chosen({ kind: 'brushed', x: state.scatter.x, y: state.scatter.y, points })
    })
  }
}

function toHex(colour: string): string { return /^#[0-9a-f]{6}$/i.test(colour) ? colour : '#888888' }
