package org.sinopia.xrf.registration;

import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.PointValuePair;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import org.sinopia.xrf.registration.CoarseSearch.Place;

/** Moves a place of a scan to where it explains most, with Nelder and Mead's simplex. */
final class FineSearch {

  private static final double INSIDE = 0.7;

  /** Scanners' pixels are about square. */
  private static final double MAX_STRETCH = 1.2;

  private static final double MAX_SHEAR = 0.15;
  private static final int ROUNDS = 2;
  private static final int MAX_TRIES = 250;

  /** The radius of the surroundings whose mean is taken away, in pixels of the level. */
  private static final int DETAIL = 6;

  private static final double EXACT = 1e-6;

  /** The simplex' first size, in pixels of the scan at the level. */
  private static final double STEP = 1.5;

  private final PlaneStack photo;
  private final PlaneStack scan;
  private final double known;

  /** Pixels of the scan as given to those of this level, and of the photograph's. */
  private final Affine scanToLevel;

  private final Affine photoToLevel;

  /**
   * A level of detail.
   *
   * @param photo the photograph
   * @param scan the scan
   * @param side longer side of the scan at this level, in pixels
   * @param about a place near the right one
   */
  FineSearch(PlaneStack photo, PlaneStack scan, double side, Affine about) {
    this.scan = scan.within(side).detail(DETAIL);
    this.known = this.scan.known();
    this.scanToLevel =
        Affine.stretch(
            (double) this.scan.width() / scan.width(), (double) this.scan.height() / scan.height());
    // The photograph's pixels become as large as the scan's.
    double pixel = Math.sqrt(Math.abs(about.determinant())) / scanToLevel.scaleX();
    this.photo =
        photo.within(Math.max(1, Math.max(photo.height(), photo.width()) / pixel)).detail(DETAIL);
    this.photoToLevel =
        Affine.stretch(
            (double) this.photo.width() / photo.width(),
            (double) this.photo.height() / photo.height());
  }

  /** The best place near one. */
  Place improve(Affine from) {
    Affine start = scanToLevel.inverse().then(from).then(photoToLevel);
    double[] corners = Corners.of(scan, start);
    double size = STEP * Math.sqrt(Math.abs(start.determinant()));
    double best = share(start);
    for (int round = 0; round < ROUNDS; round++) {
      double[] steps = new double[corners.length];
      for (int i = 0; i < steps.length; i++) {
        steps[i] = (i % 2 == round % 2 ? size : -size) / (1 << round);
      }
      PointValuePair found = search(corners, steps);
      if (found.getValue() <= best) {
        continue;
      }
      best = found.getValue();
      corners = found.getPoint();
    }
    Affine map = scanToLevel.then(Corners.map(scan, corners)).then(photoToLevel.inverse());
    return new Place(map, best);
  }

  private PointValuePair search(double[] corners, double[] steps) {
    PointValuePair[] best = {new PointValuePair(corners, share(Corners.map(scan, corners)))};
    ObjectiveFunction goal =
        new ObjectiveFunction(
            tried -> {
              double share = share(Corners.map(scan, tried));
              if (share > best[0].getValue()) {
                best[0] = new PointValuePair(tried.clone(), share);
              }
              return share;
            });
    try {
      new SimplexOptimizer(new SimpleValueChecker(-1, EXACT))
          .optimize(
              new MaxEval(MAX_TRIES),
              goal,
              GoalType.MAXIMIZE,
              new InitialGuess(corners),
              new NelderMeadSimplex(steps));
    } catch (TooManyEvaluationsException _) {
      // The best of those tried is good enough.
    }
    return best[0];
  }

  /** The share explained at a place, in this level's pixels; -1 where no scan can lie. */
  double share(Affine map) {
    double sx = map.scaleX();
    double sy = map.scaleY();
    double shear = (map.xx() * map.xy() + map.yx() * map.yy()) / (sx * sy);
    if (!(map.determinant() > 0)
        || sx > MAX_STRETCH * sy
        || sy > MAX_STRETCH * sx
        || Math.abs(shear) > MAX_SHEAR) {
      return -1;
    }
    Explained explained = new Explained(photo.count(), scan.count());
    double[] colour = new double[photo.count()];
    double[] component = new double[scan.count()];
    for (int y = 0; y < scan.height(); y++) {
      for (int x = 0; x < scan.width(); x++) {
        int at = y * scan.width() + x;
        if (scan.weight(at) > 0.5 && photo.at(map.x(x, y), map.y(x, y), colour)) {
          for (int k = 0; k < component.length; k++) {
            component[k] = scan.plane(k)[at];
          }
          explained.add(colour, component);
        }
      }
    }
    return explained.pixels() < INSIDE * known ? -1 : explained.share();
  }
}
