/** What the page shows, all that a link must bring back. */

import type { Region } from './api'
import type { MapName, ScaleName } from './colour'

export interface LayerView {
  id: string
  kind: 'numbers' | 'colours' | 'rgb'
  rgb?: string[]
  map: MapName
  scale: ScaleName
  /** Percentiles that are the ends of the scale. */
  low: number
  high: number
  opacity: number
  visible: boolean
}
export type Compare = 'off' | 'curtain' | 'opacity' | 'side'
export type Slot = 'a' | 'b'

export interface State {
  scan: number
  /** Bottom first. */
  stack: LayerView[]
  compare: Compare
  /** Where the curtain hangs, or the upper layer's opacity, 0 to 1. */
  split: number
  /** The scan's pixel in the middle of the picture, and screen pixels for each; 0 fits the scan in. */
  centre: [number, number]
  zoom: number
  pin: [number, number] | null
  slot: Slot
  regions: { a: Region | null; b: Region | null }
  statistic: 'mean' | 'sum' | 'max'
  log: boolean
  fit: boolean
  whole: boolean
  elements: string[]
  scatter: { x: string; y: string }
  clusters: { layers: string[]; clusters: number } | null
  tab: 'regions' | 'scatter' | 'pigments'
  theme: 'auto' | 'light' | 'dark'
}

export function layerView(id: string, kind: LayerView['kind'] = 'numbers'): LayerView {
  return { id, kind, map: 'viridis', scale: 'linear', low: 0, high: 99.5, opacity: 1, visible: true }
}

export function initial(): State {
  return {
    scan: 0, stack: [layerView('total')], compare: 'off', split: 0.5, centre: [0, 0], zoom: 0, pin: null,
    slot: 'a', regions: { a: null, b: null }, statistic: 'mean', log: true, fit: true, whole: true,
    elements: [], scatter: { x: '', y: '' }, clusters: null, tab: 'regions', theme: 'auto',
  }
}

type Listener = () => void
const listeners = new Map<string, Listener[]>()

/** The one state of the page. */
export const state: State = initial()

/** Calls a listener whenever something of a kind has changed. */
export function on(kinds: string, listener: Listener): void {
  for (const kind of kinds.split(' ')) listeners.set(kind, [...(listeners.get(kind) ?? []), listener])
}

export function changed(...kinds: string[]): void {
  for (const kind of kinds) for (const listener of listeners.get(kind) ?? []) listener()
}

/** The state as the part of a link after #. */
export function toFragment(): string {
  const bytes = new TextEncoder().encode(JSON.stringify(state))
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

/** Takes the state from a link; false if there is none or it cannot be read. */
export function fromFragment(fragment: string): boolean {
  if (!/^[A-Za-z0-9_-]+$/.test(fragment)) return false
  try {
    const text = atob(fragment.replace(/-/g, '+').replace(/_/g, '/'))
    const read = JSON.parse(new TextDecoder().decode(Uint8Array.from(text, c => c.charCodeAt(0))))
    if (!Array.isArray(read.stack) || read.stack.length === 0) return false
    for (const key of Object.keys(state)) if (key in read) Object.assign(state, { [key]: read[key] })
    return true
  } catch {
    return false
  }
}
