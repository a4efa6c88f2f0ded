/** The picture: any number of layers in one frame, zoomed and moved together. */

import type { Region } from './api'
import { theme } from './dom'
import { state, type LayerView } from './state'
import { TILE, Tiles } from './tiles'

export interface Frame { width: number; height: number; pixelMm: number | null }

/** A rectangle of the canvas in which the scan is drawn. */
export interface Pane { left: number; top: number; width: number; height: number }

export const SLOT_COLOURS = { a: '#ff9f1c', b: '#3ec1f3' }

/** Draws the picture; knows nothing of how it is chosen. */
export class Picture {
  cursor: [number, number] | null = null
  /** A region that is being drawn. */
  draft: Region | null = null
  masks: { a: string | null; b: string | null } = { a: null, b: null }

  constructor(readonly frame: Frame, readonly tiles: Tiles) {}

  /** Screen pixels for each of the scan's that make it fit in. */
  fitting(pane: Pane): number {
    return Math.min(pane.width / this.frame.width, pane.height / this.frame.height) * 0.98
  }

  zoom(pane: Pane): number { return state.zoom > 0 ? state.zoom : this.fitting(pane) }

  panes(width: number, height: number): Pane[] {
    if (state.compare !== 'side') return [{ left: 0, top: 0, width, height }]
    return width >= height
      ? [{ left: 0, top: 0, width: width / 2, height }, { left: width / 2, top: 0, width: width / 2, height }]
      : [{ left: 0, top: 0, width, height: height / 2 }, { left: 0, top: height / 2, width, height: height / 2 }]
  }

  /** Where the middle is: the scan's own unless it was moved. */
  private centre(): [number, number] {
    return state.zoom > 0 ? state.centre : [this.frame.width / 2, this.frame.height / 2]
  }

  toScreen(pane: Pane, x: number, y: number): [number, number] {
    const zoom = this.zoom(pane)
    const [cx, cy] = this.centre()
    return [pane.left + pane.width / 2 + (x - cx) * zoom, pane.top + pane.height / 2 + (y - cy) * zoom]
  }

  toScan(pane: Pane, x: number, y: number): [number, number] {
    const zoom = this.zoom(pane)
    const [cx, cy] = this.centre()
    return [(x - pane.left - pane.width / 2) / zoom + cx, (y - pane.top - pane.height / 2) / zoom + cy]
  }

  paneAt(panes: Pane[], x: number, y: number): Pane {
    return panes.find(p => x >= p.left && x < p.left + p.width && y >= p.top && y < p.top + p.height) ?? panes[0]
  }

  draw(context: CanvasRenderingContext2D, width: number, height: number, marks = true): void {
    context.fillStyle = theme('picture')
    context.fillRect(0, 0, width, height)
    const panes = this.panes(width, height)
    const seen = state.stack.filter(view => view.visible)
    const top = seen.at(-1)
    panes.forEach((pane, i) => {
      context.save()
      context.beginPath()
      context.rect(pane.left, pane.top, pane.width, pane.height)
      context.clip()
      if (state.compare === 'side' && seen.length > 1) {
        for (const view of i === 0 ? seen.slice(0, -1) : [top!]) this.layer(context, pane, view, view.opacity)
      } else {
        for (const view of seen) this.compared(context, pane, view, view === top && seen.length > 1)
      }
      this.regions(context, pane)
      if (marks) this.marks(context, pane)
      this.scaleBar(context, pane)
      context.restore()
    })
    if (panes.length > 1 || (state.compare === 'curtain' && seen.length > 1)) this.divider(context, panes, width, height)
  }

  private compared(context: CanvasRenderingContext2D, pane: Pane, view: LayerView, top: boolean): void {
    if (!top || state.compare === 'off') {
      this.layer(context, pane, view, view.opacity)
    } else if (state.compare === 'opacity') {
      this.layer(context, pane, view, state.split)
    } else {
      context.save()
      context.beginPath()
      const at = pane.width * state.split
      context.rect(pane.left + at, pane.top, pane.width - at, pane.height)
      context.clip()
      this.layer(context, pane, view, view.opacity)
      context.restore()
    }
  }

  private layer(context: CanvasRenderingContext2D, pane: Pane, view: LayerView, opacity: number): void {
    const id = view.kind === 'rgb' ? view.rgb?.find(i => i) : view.id
    const layer = id ? this.tiles.layers.get(id) : undefined
    if (!layer) return
    const zoom = this.zoom(pane) * this.frame.width / layer.width
    const finest = Math.max(0, Math.floor(Math.log2(1 / zoom)))
    const coarsest = this.tiles.levels(layer)
    context.globalAlpha = opacity
    context.imageSmoothingEnabled = zoom < 1
    // Coarse pieces first, so that there is something to see until the fine ones have come.
    const level = Math.min(finest, coarsest)
    if (level < coarsest && !this.complete(context, pane, view, layer, level)) {
      this.pieces(context, pane, view, layer, coarsest)
    }
    this.pieces(context, pane, view, layer, level)
    context.globalAlpha = 1
  }

  private complete(
    _: CanvasRenderingContext2D, pane: Pane, view: LayerView, layer: { width: number; height: number }, level: number,
  ): boolean {
    let whole = true
    this.eachPiece(pane, layer, level, (row, column) => {
      whole &&= this.tiles.image(view, level, row, column) !== null
    })
    return whole
  }

  private pieces(
    context: CanvasRenderingContext2D, pane: Pane, view: LayerView,
    layer: { width: number; height: number }, level: number,
  ): void {
    const sx = this.frame.width / layer.width
    const sy = this.frame.height / layer.height
    this.eachPiece(pane, layer, level, (row, column) => {
      const image = this.tiles.image(view, level, row, column)
      if (!image) return
      const step = 1 << level
      const left = column * TILE * step
      const top = row * TILE * step
      const right = Math.min(layer.width, left + image.width * step)
      const bottom = Math.min(layer.height, top + image.height * step)
      const [x0, y0] = this.toScreen(pane, left * sx, top * sy)
      const [x1, y1] = this.toScreen(pane, right * sx, bottom * sy)
      context.drawImage(image, 0, 0, (right - left) / step, (bottom - top) / step, x0, y0, x1 - x0, y1 - y0)
    })
  }

  private eachPiece(
    pane: Pane, layer: { width: number; height: number }, level: number, visit: (row: number, column: number) => void,
  ): void {
    const step = TILE * (1 << level)
    const [x0, y0] = this.toScan(pane, pane.left, pane.top)
    const [x1, y1] = this.toScan(pane, pane.left + pane.width, pane.top + pane.height)
    const sx = layer.width / this.frame.width
    const sy = layer.height / this.frame.height
    const lastColumn = Math.min(Math.ceil(layer.width / step) - 1, Math.floor(x1 * sx / step))
    const lastRow = Math.min(Math.ceil(layer.height / step) - 1, Math.floor(y1 * sy / step))
    for (let row = Math.max(0, Math.floor(y0 * sy / step)); row <= lastRow; row++) {
      for (let column = Math.max(0, Math.floor(x0 * sx / step)); column <= lastColumn; column++) visit(row, column)
    }
  }

  private regions(context: CanvasRenderingContext2D, pane: Pane): void {
    for (const slot of ['a', 'b'] as const) {
      const mask = this.masks[slot]
      const region = state.regions[slot]
      if (!region) continue
      const shaped = region.kind === 'rectangle' || region.kind === 'lasso'
      if (shaped) {
        this.outline(context, pane, region, SLOT_COLOURS[slot])
      } else if (mask) {
        this.tint(context, pane, mask, SLOT_COLOURS[slot])
      }
    }
    if (this.draft) this.outline(context, pane, this.draft, SLOT_COLOURS[state.slot], true)
  }

  private tint(context: CanvasRenderingContext2D, pane: Pane, id: string, colour: string): void {
    const layer = this.tiles.layers.get(id)
    if (!layer) return
    const shade = document.createElement('canvas')
    shade.width = Math.ceil(pane.width)
    shade.height = Math.ceil(pane.height)
    const inner = shade.getContext('2d')!
    inner.translate(-pane.left, -pane.top)
    const view: LayerView = { id, kind: 'numbers', map: 'grey', scale: 'linear', low: 0, high: 100, opacity: 1, visible: true }
    this.layer(inner, pane, view, 1)
    inner.globalCompositeOperation = 'source-in'
    inner.fillStyle = colour
    inner.fillRect(pane.left, pane.top, pane.width, pane.height)
    context.globalAlpha = 0.5
    context.drawImage(shade, pane.left, pane.top)
    context.globalAlpha = 1
  }

  private outline(context: CanvasRenderingContext2D, pane: Pane, region: Region, colour: string, draft = false): void {
    context.beginPath()
    if (region.kind === 'rectangle') {
      const [x0, y0] = this.toScreen(pane, region.x, region.y)
      const [x1, y1] = this.toScreen(pane, region.x + region.width, region.y + region.height)
      context.rect(x0, y0, x1 - x0, y1 - y0)
    } else if (region.kind === 'lasso') {
      region.points.forEach((p, i) => {
        const [x, y] = this.toScreen(pane, p.x, p.y)
        if (i === 0) context.moveTo(x, y)
        else context.lineTo(x, y)
      })
      if (!draft) context.closePath()
    }
    context.lineJoin = 'round'
    context.setLineDash(draft ? [6, 4] : [])
    context.lineWidth = 4
    context.strokeStyle = 'rgba(0,0,0,0.65)'
    context.stroke()
    context.lineWidth = 2
    context.strokeStyle = colour
    context.stroke()
    context.setLineDash([])
  }

  private marks(context: CanvasRenderingContext2D, pane: Pane): void {
    const zoom = this.zoom(pane)
    const cross = (at: [number, number], colour: string) => {
      const [x, y] = this.toScreen(pane, at[0] + 0.5, at[1] + 0.5)
      const half = Math.max(zoom / 2, 5)
      for (const [width, style] of [[3, 'rgba(0,0,0,0.6)'], [1.2, colour]] as const) {
        context.lineWidth = width
        context.strokeStyle = style
        context.beginPath()
        context.rect(x - half, y - half, 2 * half, 2 * half)
        for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
          context.moveTo(x + dx * half, y + dy * half)
          context.lineTo(x + dx * (half + 8), y + dy * (half + 8))
        }
        context.stroke()
      }
    }
    if (state.pin) cross(state.pin, '#ffd166')
    if (this.cursor) cross(this.cursor, '#ffffff')
  }

  private scaleBar(context: CanvasRenderingContext2D, pane: Pane): void {
    const unit = this.frame.pixelMm ?? 1
    const most = Math.min(pane.width * 0.3, 260) / this.zoom(pane) * unit
    const power = 10 ** Math.floor(Math.log10(most))
    const length = [5, 2, 1].map(n => n * power).find(n => n <= most) ?? power
    if (!(length > 0) || (this.frame.pixelMm === null && length < 1)) return
    const width = length / unit * this.zoom(pane)
    const text = this.frame.pixelMm === null ? `${length} pixels`
      : length >= 10 ? `${length / 10} cm` : length >= 1 ? `${length} mm` : `${Number((length * 1000).toPrecision(2))} µm`
    const x = pane.left + 12
    const y = pane.top + pane.height - 14
    const size = Math.max(12, Math.round(pane.height / 60))
    context.font = `600 ${size}px system-ui, sans-serif`
    const plate = Math.max(width, context.measureText(text).width) + 16
    context.fillStyle = 'rgba(0,0,0,0.6)'
    context.fillRect(x - 8, y - size - 14, plate, size + 24)
    context.fillStyle = '#ffffff'
    context.fillRect(x, y, width, 4)
    context.fillText(text, x, y - 7)
  }

  private divider(context: CanvasRenderingContext2D, panes: Pane[], width: number, height: number): void {
    context.fillStyle = 'rgba(0,0,0,0.7)'
    const down = panes.length > 1 && panes[1].top > 0
    const at = panes.length > 1 ? (down ? panes[1].top : panes[1].left) : width * state.split
    if (down) context.fillRect(0, at - 2, width, 4)
    else context.fillRect(at - 2, 0, 4, height)
    context.fillStyle = '#ffffff'
    if (down) context.fillRect(0, at - 1, width, 2)
    else context.fillRect(at - 1, 0, 2, height)
    if (panes.length === 1) {
      context.beginPath()
      context.arc(at, height / 2, 9, 0, 2 * Math.PI)
      context.fill()
    }
  }
}
