package org.sinopia.train.view.layer;

/** A picture that can be shown: numbers, which the page colours, or colours. */
public sealed interface Layer {

  /** Its name in requests: letters, digits, points and dashes. */
  String id();

  /** Its name for people. */
  String title();

  /** Its rows and columns, which need not be the scan's. */
  int height();

  /** Pixels of a row. */
  int width();

  /** A piece of it; see {@link Plane#piece}. */
  Plane.Piece piece(int level, int row, int column);

  /**
   * A layer of numbers.
   *
   * @param id see {@link Layer#id}
   * @param title see {@link Layer#title}
   * @param unit of the numbers
   * @param plane the numbers
   */
  record Numbers(String id, String title, String unit, Plane plane) implements Layer {
    @Override
    public int height() {
      return plane.height();
    }

    @Override
    public int width() {
      return plane.width();
    }

    @Override
    public Plane.Piece piece(int level, int row, int column) {
      return plane.piece(level, row, column, id.startsWith("clusters"));
    }
  }

  /**
   * A layer of colours.
   *
   * @param id see {@link Layer#id}
   * @param title see {@link Layer#title}
   * @param picture the colours
   */
  record Colours(String id, String title, ColourPlane picture) implements Layer {
    @Override
    public int height() {
      return picture.height();
    }

    @Override
    public int width() {
      return picture.width();
    }

    @Override
    public Plane.Piece piece(int level, int row, int column) {
      return picture.piece(level, row, column);
    }
  }
}
