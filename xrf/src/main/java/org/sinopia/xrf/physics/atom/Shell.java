package org.sinopia.xrf.physics.atom;

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
  /** 3s. */
  M1,
  /** 3p½. */
  M2,
  /** 3p3⁄2. */
  M3,
  /** 3d3⁄2. */
  M4,
  /** 3d5⁄2. */
  M5;

  /** True for the K and L shells, whose lines are strong enough to excite others. */
  public boolean isInner() {
    return compareTo(L3) <= 0;
  }
}
