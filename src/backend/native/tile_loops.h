// The innermost loops, for one generation of processors: included once for each, with CBM_TARGET (an
// attribute), Vector (of LANES floats), WIDEST (vectors of outputs at a time), MANY (sums at a time) and
// operations on vectors. All chain fused products and sums in the same order, so the bits are the same.

// Computes some vectors of outputs of some pixels. After every CHAIN products their sum is added to the
// previous ones: a longer chain would be less exact.
template <int PIXELS, int VECTORS>
CBM_TARGET void productTile(const Product& p, int64_t pixel, int64_t column) {
  const float* x[PIXELS];
  float* y[PIXELS];
  for (int i = 0; i < PIXELS; i++) {
    const int64_t row = (pixel + i) / p.pixels, place = (pixel + i) % p.pixels;
    x[i] = p.x + row * p.row + place * p.pitch;
    y[i] = p.y[row] + place * p.y_pitch + column;
  }
  Vector sums[PIXELS][VECTORS];
  for (int i = 0; i < PIXELS; i++) {
    for (int v = 0; v < VECTORS; v++) sums[i][v] = zero();
  }
  const float* w = p.panel + column;
  const int64_t columns = p.columns;
  bool begun = false;
  int64_t since = 0;
  for (int64_t t = 0; t < p.taps; t++) {
    for (int64_t first = 0; first < p.depth; first += CHAIN) {
      const int64_t last = p.depth < first + CHAIN ? p.depth : first + CHAIN;
      if (since > 0 && since + last - first > CHAIN) {
        for (int i = 0; i < PIXELS; i++) {
          for (int v = 0; v < VECTORS; v++) {
            float* to = y[i] + v * LANES;
            store(to, begun ? sum(load(to), sums[i][v]) : sums[i][v]);
            sums[i][v] = zero();
          }
        }
        begun = true;
        since = 0;
      }
      since += last - first;
      for (int64_t j = t * p.tap + first; j < t * p.tap + last; j++, w += columns) {
        Vector weights[VECTORS];
#pragma GCC unroll 8
        for (int v = 0; v < VECTORS; v++) weights[v] = load(w + v * LANES);
#pragma GCC unroll 32
        for (int i = 0; i < PIXELS; i++) {
          const Vector value = broadcast(x[i][j]);
#pragma GCC unroll 8
          for (int v = 0; v < VECTORS; v++) sums[i][v] = fused(value, weights[v], sums[i][v]);
        }
      }
    }
  }
  for (int i = 0; i < PIXELS; i++) {
    for (int v = 0; v < VECTORS; v++) {
      float* to = y[i] + v * LANES;
      store(to, begun ? sum(load(to), sums[i][v]) : sums[i][v]);
    }
  }
}

// Adds to some vectors of outputs in some lines of the gradient.
template <int DEPTH, int VECTORS>
CBM_TARGET void outerTile(const OuterProduct& p, int64_t depth, int64_t column) {
  Vector sums[DEPTH][VECTORS];
  for (int i = 0; i < DEPTH; i++) {
    for (int v = 0; v < VECTORS; v++) sums[i][v] = zero();
  }
  const float* g = p.upstream + column;
  const int64_t pitch = p.pitch, columns = p.columns;
  for (int64_t row = 0; row < p.rows; row++) {
    const float* x = p.x + row * p.row + depth;
    for (int64_t pixel = 0; pixel < p.pixels; pixel++, x += pitch, g += columns) {
      Vector came[VECTORS];
#pragma GCC unroll 8
      for (int v = 0; v < VECTORS; v++) came[v] = load(g + v * LANES);
#pragma GCC unroll 32
      for (int i = 0; i < DEPTH; i++) {
        const Vector value = broadcast(x[i]);
#pragma GCC unroll 8
        for (int v = 0; v < VECTORS; v++) sums[i][v] = fused(value, came[v], sums[i][v]);
      }
    }
  }
  for (int i = 0; i < DEPTH; i++) {
    for (int v = 0; v < VECTORS; v++) {
      float* to = p.gradient + (depth + i) * columns + column + v * LANES;
      store(to, sum(load(to), sums[i][v]));
    }
  }
}

// Calls the tile for a number of pixels, or of lines of a gradient, that is known at run time.
template <int PIXELS, int VECTORS>
CBM_TARGET CBM_INLINE void tileOf(const Product& p, int64_t pixels, int64_t pixel, int64_t column) {
  if (pixels == PIXELS) return productTile<PIXELS, VECTORS>(p, pixel, column);
  if constexpr (PIXELS > 1) tileOf<PIXELS - 1, VECTORS>(p, pixels, pixel, column);
}

template <int DEPTH, int VECTORS>
CBM_TARGET CBM_INLINE void tileOf(const OuterProduct& p, int64_t lines, int64_t line, int64_t column) {
  if (lines == DEPTH) return outerTile<DEPTH, VECTORS>(p, line, column);
  if constexpr (DEPTH > 1) tileOf<DEPTH - 1, VECTORS>(p, lines, line, column);
}

// Covers `count` pixels or lines with tiles of nearly the same size, at most MOST.
template <int MOST, int VECTORS, typename Work>
CBM_TARGET CBM_INLINE void tiles(const Work& p, int64_t count, int64_t column) {
  for (int64_t done = 0, left = (count + MOST - 1) / MOST; left > 0; left--) {
    const int64_t next = (count - done + left - 1) / left;
    tileOf<MOST, VECTORS>(p, next, done, column);
    done += next;
  }
}

// Computes a product: as many sums at a time as fit into registers, and pixels whose addresses do.
CBM_TARGET void multiplyAll(const Product& p) {
  const int64_t pixels = p.rows * p.pixels;
  int64_t c = 0;
  for (; c + WIDEST * LANES <= p.columns; c += WIDEST * LANES) tiles<MANY / WIDEST, WIDEST>(p, pixels, c);
  if constexpr (WIDEST > 2) {
    for (; c + 2 * LANES <= p.columns; c += 2 * LANES) tiles<10, 2>(p, pixels, c);
  }
  for (; c < p.columns; c += LANES) tiles<10, 1>(p, pixels, c);
}

// Adds an outer product.
CBM_TARGET void accumulateAll(const OuterProduct& p) {
  int64_t c = 0;
  for (; c + WIDEST * LANES <= p.columns; c += WIDEST * LANES) tiles<MANY / WIDEST, WIDEST>(p, p.depth, c);
  if constexpr (WIDEST > 2) {
    for (; c + 2 * LANES <= p.columns; c += 2 * LANES) tiles<MANY / 2, 2>(p, p.depth, c);
  }
  for (; c < p.columns; c += LANES) tiles<MANY, 1>(p, p.depth, c);
}
