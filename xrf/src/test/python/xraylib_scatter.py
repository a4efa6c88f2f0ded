#!/usr/bin/env python3
"""Computes differential scattering cross-sections with xraylib (4.0), for ScatteringFactorsTest.

Run it in xrf/src/test/resources/org/sinopia/xrf/physics; it writes xraylib-scatter.csv.
"""
import math

import xraylib

with open("xraylib-scatter.csv", "w", encoding="utf-8", newline="\n") as out:
    out.write("element,energy_kev,angle_deg,rayleigh_cm2_g_sr,compton_cm2_g_sr\n")
    for symbol in "H C O Na Al Si S Ca Ti Fe Cu Zn As Sr Mo Cd Sn Ba Au Hg Pb U".split():
        z = xraylib.SymbolToAtomicNumber(symbol)
        for energy in (2.0, 5.0, 10.0, 17.44, 25.0, 40.0, 55.0):
            for angle in (90, 105, 120, 135, 150):
                theta = math.radians(angle)
                out.write("%s,%g,%d,%.6g,%.6g\n" % (
                    symbol, energy, angle,
                    xraylib.DCS_Rayl(z, energy, theta), xraylib.DCS_Compt(z, energy, theta)))
