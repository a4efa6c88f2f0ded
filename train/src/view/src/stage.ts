/** The picture's canvas: pointer, wheel and keys. */

import type { Point, Region } from './api'
import { byId, say } from './dom'
import { Picture, type Pane } from './picture'
import { changed, on, state } from './state'

export type Tool = 'look' | 'rectangle' | 'lasso'

const MAX_ZOOM = 200

export class Stage {
  readonly canvas = byId<HTMLCanvasElement>('picture')
  private readonly context = this.canvas.getContext('2d')!
  private waiting = false
  private tool: Tool = 'look'
  private pointers = new Map<number, [number, number]>()
  private drag: 'move' | 'curtain' | 'region' | null = null
  private start: [number, number] = [0, 0]
  private moved = false
  private corner: [number, number] | null = null

  constructor(readonly picture: Picture, private readonly pointed: (pixel: [number, number] | null, pinned: boolean) => void,
    private readonly chosen: (region: Region) => void) {
    new ResizeObserver(() => this.redraw()).observe(this.canvas)
    on('stack view regions theme', () => this.redraw())
    this.listen()
    this.redraw()
  }

  use(tool: Tool): void {
    this.tool = tool
    this.canvas.dataset.tool = tool
    this.cancelDraft()
  }

  redraw(): void {
    if (this.waiting) return
    this.waiting = true
    requestAnimationFrame(() => {
      this.waiting = false
      const ratio = devicePixelRatio || 1
      const width = this.canvas.clientWidth
      const height = this.canvas.clientHeight
      if (width === 0 || height === 0) return
      if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
        this.canvas.width = Math.round(width * ratio)
        this.canvas.height = Math.round(height * ratio)
      }
      this.context.setTransform(ratio, 0, 0, ratio, 0, 0)
      this.picture.draw(this.context, width, height)
    })
  }

  panes(): Pane[] { return this.picture.panes(this.canvas.clientWidth, this.canvas.clientHeight) }

  private local(e: MouseEvent): [number, number] {
    const box = this.canvas.getBoundingClientRect()
    return [e.clientX - box.left, e.clientY - box.top]
  }

  private pane(at: [number, number]): Pane { return this.picture.paneAt(this.panes(), ...at) }

  private pixelAt(at: [number, number]): [number, number] | null {
    const [x, y] = this.picture.toScan(this.pane(at), ...at).map(Math.floor) as [number, number]
    const { width, height } = this.picture.frame
    return x >= 0 && y >= 0 && x < width && y < height ? [x, y] : null
  }

  /** Zooms so that a place on the screen stays where it is. */
  zoomBy(factor: number, at?: [number, number]): void {
    const place = at ?? [this.canvas.clientWidth / 2, this.canvas.clientHeight / 2] as [number, number]
    const pane = this.pane(place)
    const [x, y] = this.picture.toScan(pane, ...place)
    const least = this.picture.fitting(pane) / 2
    state.zoom = Math.min(MAX_ZOOM, Math.max(least, this.picture.zoom(pane) * factor))
    state.centre = [x - (place[0] - pane.left - pane.width / 2) / state.zoom, y - (place[1] - pane.top - pane.height / 2) / state.zoom]
    changed('view')
  }

  fit(): void {
    state.zoom = 0
    changed('view')
  }

  private moveBy(dx: number, dy: number): void {
    const pane = this.panes()[0]
    const zoom = this.picture.zoom(pane)
    const centre = state.zoom > 0 ? state.centre : [this.picture.frame.width / 2, this.picture.frame.height / 2]
    state.zoom = zoom
    state.centre = [centre[0] - dx / zoom, centre[1] - dy / zoom]
    changed('view')
  }

  private listen(): void {
    const canvas = this.canvas
    canvas.addEventListener('wheel', e => {
      e.preventDefault()
      this.zoomBy(Math.exp(-e.deltaY * (e.ctrlKey ? 0.01 : 0.0015)), this.local(e))
    }, { passive: false })
    canvas.addEventListener('pointerdown', e => this.down(e))
    canvas.addEventListener('pointermove', e => this.move(e))
    canvas.addEventListener('pointerup', e => this.up(e))
    canvas.addEventListener('pointercancel', e => { this.pointers.delete(e.pointerId); this.drag = null; this.cancelDraft() })
    canvas.addEventListener('pointerleave', () => {
      if (document.activeElement !== canvas && !this.drag) {
        this.picture.cursor = null
        this.pointed(null, false)
        this.redraw()
      }
    })
    canvas.addEventListener('dblclick', e => this.zoomBy(2, this.local(e)))
    canvas.addEventListener('keydown', e => this.key(e))
  }

  private down(e: PointerEvent): void {
    this.canvas.setPointerCapture(e.pointerId)
    const at = this.local(e)
    this.pointers.set(e.pointerId, at)
    this.moved = false
    this.start = at
    const curtain = state.compare === 'curtain' && Math.abs(at[0] - this.canvas.clientWidth * state.split) < 14
    const shift = e.button === 1 || e.shiftKey
    this.drag = this.pointers.size > 1 ? 'move' : curtain ? 'curtain' : this.tool === 'look' || shift ? 'move' : 'region'
    if (this.drag === 'region') {
      const [x, y] = this.picture.toScan(this.pane(at), ...at)
      this.corner = [x, y]
      this.picture.draft = this.tool === 'lasso' ? { kind: 'lasso', points: [{ x, y }] } : null
    } else if (this.pointers.size > 1) {
      this.cancelDraft()
    }
  }

  private move(e: PointerEvent): void {
    const at = this.local(e)
    const before = this.pointers.get(e.pointerId)
    if (!before) {
      this.hover(at)
      return
    }
    this.moved ||= Math.hypot(at[0] - this.start[0], at[1] - this.start[1]) > 4
    if (this.pointers.size === 2) {
      const other = [...this.pointers].find(([id]) => id !== e.pointerId)![1]
      const factor = Math.hypot(at[0] - other[0], at[1] - other[1]) / Math.max(1, Math.hypot(before[0] - other[0], before[1] - other[1]))
      this.zoomBy(factor, [(at[0] + other[0]) / 2, (at[1] + other[1]) / 2])
    } else if (this.drag === 'curtain') {
      state.split = Math.min(1, Math.max(0, at[0] / this.canvas.clientWidth))
      changed('view', 'split')
    } else if (this.drag === 'move' && this.moved) {
      this.moveBy(at[0] - before[0], at[1] - before[1])
    } else if (this.drag === 'region' && this.moved) {
      this.sketch(at)
    }
    this.pointers.set(e.pointerId, at)
  }

  private sketch(at: [number, number]): void {
    const [x, y] = this.picture.toScan(this.pane(at), ...at)
    const draft = this.picture.draft
    if (this.tool === 'lasso' && draft?.kind === 'lasso') draft.points.push({ x, y })
    else this.picture.draft = rectangle(this.corner!, [x, y], this.picture.frame)
    this.redraw()
  }

  private up(e: PointerEvent): void {
    this.pointers.delete(e.pointerId)
    const at = this.local(e)
    if (this.drag === 'region' && this.moved && this.picture.draft) {
      this.finish()
    } else if (!this.moved && this.drag !== 'curtain' && e.button === 0) {
      const pixel = this.pixelAt(at)
      state.pin = pixel
      this.pointed(pixel, true)
      changed('view', 'pin')
    }
    if (this.pointers.size === 0) this.drag = null
  }

  private finish(): void {
    const draft = this.picture.draft
    this.picture.draft = null
    this.corner = null
    if (draft?.kind === 'lasso') {
      if (draft.points.length < 3) return this.redraw()
      draft.points = thinned(draft.points)
    }
    if (draft) this.chosen(draft)
    this.redraw()
  }

  private cancelDraft(): void {
    this.picture.draft = null
    this.corner = null
    this.redraw()
  }

  private hover(at: [number, number]): void {
    const pixel = this.pixelAt(at)
    const old = this.picture.cursor
    if (pixel?.[0] !== old?.[0] || pixel?.[1] !== old?.[1]) {
      this.picture.cursor = pixel
      this.pointed(pixel, false)
      this.redraw()
    }
  }

  private key(e: KeyboardEvent): void {
    if (e.ctrlKey || e.metaKey || e.altKey) return
    const steps: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
    const step = steps[e.key]
    const commands: Record<string, () => void> = {
      '+': () => this.zoomBy(1.5), '=': () => this.zoomBy(1.5), '-': () => this.zoomBy(1 / 1.5), '0': () => this.fit(),
      Enter: () => this.enter(), ' ': () => this.enter(), r: () => this.keyCorner(), l: () => this.keyLasso(),
      Escape: () => this.cancelDraft(),
      '[': () => { state.split = Math.max(0, state.split - 0.05); changed('view', 'split') },
      ']': () => { state.split = Math.min(1, state.split + 0.05); changed('view', 'split') },
    }
    if (step) this.step(step[0] * (e.shiftKey ? 10 : 1), step[1] * (e.shiftKey ? 10 : 1))
    else if (commands[e.key]) commands[e.key]()
    else return
    e.preventDefault()
  }

  private step(dx: number, dy: number): void {
    const { width, height } = this.picture.frame
    const from = this.picture.cursor ?? state.pin ?? [Math.floor(width / 2), Math.floor(height / 2)]
    const to: [number, number] = [Math.min(width - 1, Math.max(0, from[0] + dx)), Math.min(height - 1, Math.max(0, from[1] + dy))]
    this.picture.cursor = to
    const pane = this.panes()[0]
    const [x, y] = this.picture.toScreen(pane, to[0] + 0.5, to[1] + 0.5)
    if (x < pane.left || y < pane.top || x > pane.left + pane.width || y > pane.top + pane.height) {
      this.moveBy(pane.left + pane.width / 2 - x, pane.top + pane.height / 2 - y)
    }
    if (this.corner && this.picture.draft?.kind !== 'lasso') {
      this.picture.draft = rectangle(this.corner, [to[0] + 0.5, to[1] + 0.5], this.picture.frame)
    }
    this.pointed(to, false)
    this.redraw()
  }

  private keyCorner(): void {
    const at = this.picture.cursor
    if (!at) return
    if (this.corner && this.picture.draft?.kind === 'rectangle') return this.finish()
    this.corner = [at[0] + 0.5, at[1] + 0.5]
    this.picture.draft = rectangle(this.corner, this.corner, this.picture.frame)
    say('Rectangle begun: move with the arrows, then R or Enter')
    this.redraw()
  }

  private keyLasso(): void {
    const at = this.picture.cursor
    if (!at) return
    const point = { x: at[0] + 0.5, y: at[1] + 0.5 }
    if (this.picture.draft?.kind === 'lasso') this.picture.draft.points.push(point)
    else this.picture.draft = { kind: 'lasso', points: [point] }
    say(`Lasso: ${this.picture.draft.points.length} corners; L adds one, Enter closes it`)
    this.redraw()
  }

  private enter(): void {
    if (this.picture.draft) return this.finish()
    if (this.picture.cursor) {
      state.pin = this.picture.cursor
      this.pointed(state.pin, true)
      changed('view', 'pin')
    }
  }
}

/** Whole pixels between two places, within the scan. */
function rectangle(a: [number, number], b: [number, number], frame: { width: number; height: number }): Region {
  const side = (from: number, to: number, extent: number): [number, number] => {
    const low = Math.min(extent - 1, Math.max(0, Math.floor(Math.min(from, to))))
    const high = Math.min(extent - 1, Math.max(0, Math.floor(Math.max(from, to))))
    return [low, high - low + 1]
  }
  const [x, width] = side(a[0], b[0], frame.width)
  const [y, height] = side(a[1], b[1], frame.height)
  return { kind: 'rectangle', x, y, width, height }
}

/** Corners that are hardly apart are left out, so that a long lasso stays small. */
function thinned(points: Point[]): Point[] {
  const kept: Point[] = []
  const apart = points.length > 1000 ? 1 : 0.2
  for (const point of points) {
    const last = kept.at(-1)
    if (!last || Math.hypot(point.x - last.x, point.y - last.y) >= apart) {
      kept.push({ x: Number(point.x.toFixed(2)), y: Number(point.y.toFixed(2)) })
    }
  }
  return kept.length >= 3 ? kept.slice(0, 10_000) : points
}
