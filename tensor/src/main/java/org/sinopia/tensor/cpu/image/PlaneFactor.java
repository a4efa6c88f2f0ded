package org.sinopia.tensor.cpu.image;

/** A number for each plane of a stack of images. */
@FunctionalInterface
interface PlaneFactor {
  float of(int plane);
}
