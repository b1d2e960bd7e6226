// The innermost loops, for one generation of processors: included once for each, with CBM_TARGET (an
// attribute), Vector (of LANES floats), WIDEST (vectors of a strip), MANY (sums at a time),
// pixelsAtATime() and operations on vectors. All chain fused products and sums in the same order,
// so the bits are the same.

// Adds the products from `first` to `last` of taps and depth to some vectors of outputs of some pixels.
template <int COUNT, int VECTORS>
CBM_TARGET void productTile(const Product& p, int64_t pixel, int64_t first, int64_t last) {
  const float* x[COUNT];
  float* y[COUNT];
  int64_t row = pixel / p.pixels, place = pixel % p.pixels;
  for (int i = 0; i < COUNT; i++) {
    x[i] = p.x[row] + place * p.pitch;
    y[i] = p.y[row] + place * p.y_pitch;
    if (++place == p.pixels) row++, place = 0;
  }
  Vector sums[COUNT][VECTORS];
  for (int i = 0; i < COUNT; i++) {
    for (int v = 0; v < VECTORS; v++) sums[i][v] = zero();
  }
  const float* w = p.strip + first * VECTORS * LANES;
  for (int64_t k = first; k < last;) {
    const int64_t tap = k / p.depth, next = std::min(last, (tap + 1) * p.depth);
    int64_t j = k - tap * p.depth + tap * p.tap;
    for (const int64_t end = j + next - k; j < end; j++, w += VECTORS * LANES) {
      Vector weights[VECTORS];
#pragma GCC unroll 8
      for (int v = 0; v < VECTORS; v++) weights[v] = load(w + v * LANES);
#pragma GCC unroll 32
      for (int i = 0; i < COUNT; i++) {
        const Vector value = broadcast(x[i][j]);
#pragma GCC unroll 8
        for (int v = 0; v < VECTORS; v++) sums[i][v] = fused(value, weights[v], sums[i][v]);
      }
    }
    k = next;
  }
  for (int i = 0; i < COUNT; i++) {
    for (int v = 0; v < VECTORS; v++) {
      float* to = y[i] + v * LANES;
      store(to, first == 0 ? sums[i][v] : sum(load(to), sums[i][v]));
    }
  }
}

// Computes some vectors of outputs in some lines of the gradient, or adds to them.
template <int COUNT, int VECTORS>
CBM_TARGET void outerTile(const OuterProduct& p) {
  Vector sums[COUNT][VECTORS];
  for (int i = 0; i < COUNT; i++) {
    for (int v = 0; v < VECTORS; v++) sums[i][v] = zero();
  }
  const float* g = p.upstream;
  const int64_t pitch = p.pitch;
  for (int64_t row = 0; row < p.rows; row++) {
    const float* x = p.x[row] + p.offset;
    for (int64_t pixel = 0; pixel < p.pixels; pixel++, x += pitch, g += VECTORS * LANES) {
      Vector came[VECTORS];
#pragma GCC unroll 8
      for (int v = 0; v < VECTORS; v++) came[v] = load(g + v * LANES);
#pragma GCC unroll 32
      for (int i = 0; i < COUNT; i++) {
        const Vector value = broadcast(x[i]);
#pragma GCC unroll 8
        for (int v = 0; v < VECTORS; v++) sums[i][v] = fused(value, came[v], sums[i][v]);
      }
    }
  }
  for (int i = 0; i < COUNT; i++) {
    for (int v = 0; v < VECTORS; v++) {
      float* to = p.gradient + (i * VECTORS + v) * LANES;
      store(to, p.begun ? sum(load(to), sums[i][v]) : sums[i][v]);
    }
  }
}

// Calls the tile for a number of pixels that is known at run time.
template <int COUNT, int VECTORS>
CBM_TARGET CBM_INLINE void tileOf(const Product& p, int64_t count, int64_t pixel, int64_t first,
                                  int64_t last) {
  if (count == COUNT) return productTile<COUNT, VECTORS>(p, pixel, first, last);
  if constexpr (COUNT > 1) tileOf<COUNT - 1, VECTORS>(p, count, pixel, first, last);
}

// Calls the tile for a number of lines that is known at run time.
template <int COUNT, int VECTORS>
CBM_TARGET CBM_INLINE void tileOf(const OuterProduct& p) {
  if (p.depth == COUNT) return outerTile<COUNT, VECTORS>(p);
  if constexpr (COUNT > 1) tileOf<COUNT - 1, VECTORS>(p);
}

// Computes a product by tiles of nearly the same size, chain after chain: a chain of the strip stays in the
// first-level cache.
template <int VECTORS>
CBM_TARGET void multiplyStrip(const Product& p) {
  constexpr int PIXELS = pixelsAtATime(VECTORS);
  const int64_t pixels = p.rows * p.pixels, tiles = (pixels + PIXELS - 1) / PIXELS;
  // One chain without products yields zeros.
  const int64_t products = p.taps * p.depth, chains = std::max<int64_t>(1, (products + CHAIN - 1) / CHAIN);
  for (int64_t chain = 0; chain < chains; chain++) {
    for (int64_t tile = 0; tile < tiles; tile++) {
      const int64_t pixel = tile * pixels / tiles, next = (tile + 1) * pixels / tiles;
      tileOf<PIXELS, VECTORS>(p, next - pixel, pixel, chain * products / chains,
                              (chain + 1) * products / chains);
    }
  }
}

// Calls one of the above for the width of a strip, which is known at run time.
template <int VECTORS>
CBM_TARGET CBM_INLINE void stripOf(const Product& p) {
  if (p.columns == VECTORS * LANES) return multiplyStrip<VECTORS>(p);
  if constexpr (VECTORS > 1) stripOf<VECTORS - 1>(p);
}

template <int VECTORS>
CBM_TARGET CBM_INLINE void stripOf(const OuterProduct& p) {
  if (p.columns == VECTORS * LANES) return tileOf<MANY / VECTORS, VECTORS>(p);
  if constexpr (VECTORS > 1) stripOf<VECTORS - 1>(p);
}

CBM_TARGET void multiplyAll(const Product& p) { stripOf<WIDEST>(p); }

CBM_TARGET void accumulateAll(const OuterProduct& p) { stripOf<WIDEST>(p); }
