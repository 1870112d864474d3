#pragma once
// Seeded randomness for property tests. The seed is drawn anew for every run, stands in the test's
// report, and is taken from TOKENLEDGER_TEST_SEED to repeat one.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace ledger::support {

class Dice {
 public:
  /// Takes the seed and notes it in the running test's report.
  Dice();

  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  /// 0 … sides - 1.
  std::size_t roll(std::size_t sides) { return engine_() % sides; }
  /// True `of` times in a hundred.
  bool percent(std::size_t of) { return roll(100) < of; }
  std::uint8_t byte() { return static_cast<std::uint8_t>(engine_()); }
  std::uint64_t number() { return engine_(); }
  template <class T>
  const T& one_of(const std::vector<T>& values) {
    return values[roll(values.size())];
  }
  /// `size` characters of `alphabet`.
  std::string text(std::string_view alphabet, std::size_t size);

 private:
  std::uint64_t seed_;
  std::mt19937_64 engine_;
};

}  // namespace ledger::support
