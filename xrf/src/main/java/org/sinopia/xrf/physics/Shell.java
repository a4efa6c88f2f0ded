package org.sinopia.xrf.physics;

/** The electron shells whose vacancies give the lines of the tables. */
public enum Shell {
  /** 1s. */
  K,
  /** 2s. */
  L1,
  /** 2p½. */
  L2,
  /** 2p3⁄2. */
  L3,
  /** 3p3⁄2. */
  M3,
  /** 3d3⁄2. */
  M4,
  /** 3d5⁄2. */
  M5
}
