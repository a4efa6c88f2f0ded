/** The picture as it is seen, as a PNG with scale bar and legend. */

import { brief, download } from './dom'
import { LABELS, valueAt } from './colour'
import { legend } from './layers'
import type { Picture } from './picture'
import { state, type LayerView } from './state'

const ROW = 26
const MARGIN = 12

export async function savePicture(picture: Picture, width: number, height: number, name: string): Promise<void> {
  const ratio = Math.max(2, devicePixelRatio || 1)
  const views = state.stack.filter(v => v.visible)
  const below = MARGIN * 2 + ROW * views.length + 18
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round((height + below) * ratio)
  const context = canvas.getContext('2d')!
  context.scale(ratio, ratio)
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, width, height + below)
  picture.draw(context, width, height, false)
  // The picture may have set what it draws with.
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.globalAlpha = 1
  views.forEach((view, i) => row(context, picture, view, height + MARGIN + i * ROW))
  context.fillStyle = '#555555'
  context.font = '11px system-ui, sans-serif'
  context.fillText(`${name} · Sinopia`, MARGIN, height + below - 8)
  const blob = await new Promise<Blob | null>(resume => canvas.toBlob(resume, 'image/png'))
  if (!blob) throw new Error('picture: the browser could not make a PNG')
  download(name.replace(/\.[^.]*$/, '') + '.png', blob)
}

function row(context: CanvasRenderingContext2D, picture: Picture, view: LayerView, top: number): void {
  context.fillStyle = '#111111'
  context.font = '600 13px system-ui, sans-serif'
  const title = view.kind === 'rgb' ? 'RGB' : picture.tiles.layers.get(view.id)?.title ?? view.id
  context.fillText(title, MARGIN, top + 15)
  const left = MARGIN + Math.max(120, context.measureText(title).width + 16)
  context.font = '12px system-ui, sans-serif'
  if (view.kind === 'rgb') {
    const colours = ['#c00000', '#008000', '#0000c0']
    let x = left
    view.rgb?.forEach((id, c) => {
      const name = picture.tiles.layers.get(id)?.title ?? '–'
      context.fillStyle = colours[c]
      context.fillRect(x, top + 4, 12, 12)
      context.fillStyle = '#111111'
      context.fillText(name, x + 17, top + 15)
      x += 34 + context.measureText(name).width
    })
  } else if (view.id.startsWith('clusters')) {
    for (let i = 0; i < (state.clusters?.clusters ?? 0); i++) {
      context.fillStyle = LABELS[i % LABELS.length]
      context.fillRect(left + i * 30, top + 4, 12, 12)
      context.fillStyle = '#111111'
      context.fillText(String(i + 1), left + i * 30 + 15, top + 15)
    }
  } else if (view.kind === 'numbers') {
    const bar = document.createElement('canvas')
    bar.width = 256
    bar.height = 1
    legend(bar, view)
    const limits = picture.tiles.limits(view.id)
    const low = brief(valueAt(limits, view.low))
    context.fillText(low, left, top + 15)
    const from = left + context.measureText(low).width + 6
    context.imageSmoothingEnabled = false
    context.drawImage(bar, from, top + 3, 160, 14)
    context.strokeStyle = '#777777'
    context.strokeRect(from, top + 3, 160, 14)
    context.fillText(`${brief(valueAt(limits, view.high))} ${picture.tiles.layers.get(view.id)?.unit ?? ''} (${view.scale})`, from + 166, top + 15)
  }
}
