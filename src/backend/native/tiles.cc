#include "tiles.h"

#include <algorithm>

#include "numbers.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace cbm {
namespace {

namespace avx2 {
#define CBM_TARGET __attribute__((target("avx2,fma")))
using Vector = __m256;
constexpr int LANES = 8, WIDEST = 2, MANY = 12;
constexpr int pixelsAtATime(int) { return 6; }
CBM_TARGET CBM_INLINE Vector load(const float* from) { return _mm256_loadu_ps(from); }
CBM_TARGET CBM_INLINE void store(float* to, Vector value) { _mm256_storeu_ps(to, value); }
CBM_TARGET CBM_INLINE Vector broadcast(float value) { return _mm256_set1_ps(value); }
CBM_TARGET CBM_INLINE Vector zero() { return _mm256_setzero_ps(); }
CBM_TARGET CBM_INLINE Vector sum(Vector a, Vector b) { return _mm256_add_ps(a, b); }
CBM_TARGET CBM_INLINE Vector fused(Vector a, Vector b, Vector c) { return _mm256_fmadd_ps(a, b, c); }
#include "tile_loops.h"
#undef CBM_TARGET
}  // namespace avx2

namespace avx512 {
#define CBM_TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
using Vector = __m512;
constexpr int LANES = 16, WIDEST = 4, MANY = 24;
constexpr int pixelsAtATime(int vectors) { return vectors > 2 ? MANY / vectors : 10; }
CBM_TARGET CBM_INLINE Vector load(const float* from) { return _mm512_loadu_ps(from); }
CBM_TARGET CBM_INLINE void store(float* to, Vector value) { _mm512_storeu_ps(to, value); }
CBM_TARGET CBM_INLINE Vector broadcast(float value) { return _mm512_set1_ps(value); }
CBM_TARGET CBM_INLINE Vector zero() { return _mm512_setzero_ps(); }
CBM_TARGET CBM_INLINE Vector sum(Vector a, Vector b) { return _mm512_add_ps(a, b); }
CBM_TARGET CBM_INLINE Vector fused(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }
#include "tile_loops.h"
#undef CBM_TARGET
}  // namespace avx512

}  // namespace

bool hasTiles() { return generation() > 0; }

int64_t stripWidth() {
  return generation() == 2 ? avx512::WIDEST * avx512::LANES : avx2::WIDEST * avx2::LANES;
}

int64_t blockWidth(int64_t columns) {
  return generation() == 2 ? avx512::MANY * avx512::LANES / columns : avx2::MANY * avx2::LANES / columns;
}

void multiply(const Product& product) {
  generation() == 2 ? avx512::multiplyAll(product) : avx2::multiplyAll(product);
}

void accumulate(const OuterProduct& product) {
  generation() == 2 ? avx512::accumulateAll(product) : avx2::accumulateAll(product);
}

}  // namespace cbm

#else

namespace cbm {

bool hasTiles() { return false; }

int64_t stripWidth() { return STEP; }

int64_t blockWidth(int64_t) { return 1; }

void multiply(const Product&) {}

void accumulate(const OuterProduct&) {}

}  // namespace cbm

#endif
