#pragma once
// Which keys a read model that is filled from nothing may have: about ten bits a key, in blocks of
// one cache line, so that what is new costs no look at the files. One thread adds while another
// asks.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace ledger::projections {

class KeyFilter {
 public:
  /// For about so many keys; with more of them it only says yes more often.
  explicit KeyFilter(std::size_t keys)
      : blocks_(std::clamp(keys * bits_per_key / bits_per_block, std::size_t{1}, blocks_max)) {}

  void add(std::string_view key) noexcept {
    for_each_bit(key, [](std::atomic<std::uint64_t>& word, std::uint64_t bit) {
      word.fetch_or(bit, std::memory_order_relaxed);
      return true;
    });
  }
  /// False: it was certainly not added, unless by another thread just now.
  [[nodiscard]] bool may_have(std::string_view key) const noexcept {
    return for_each_bit(key, [](const std::atomic<std::uint64_t>& word, std::uint64_t bit) {
      return (word.load(std::memory_order_relaxed) & bit) != 0;
    });
  }

 private:
  static constexpr std::size_t bits_per_key = 10;
  static constexpr std::size_t bits_per_block = 512;
  static constexpr std::size_t blocks_max = (std::size_t{128} << 20) / (bits_per_block / 8);
  static constexpr int bits_set = 6;
  using Block = std::array<std::atomic<std::uint64_t>, bits_per_block / 64>;

  template <class OnBit>
  bool for_each_bit(std::string_view key, OnBit on_bit) const noexcept {
    const std::uint64_t hash = std::hash<std::string_view>()(key);
    auto& block = blocks_[static_cast<std::size_t>((hash >> 32) * blocks_.size() >> 32)];
    std::uint64_t bits = hash * 0x9e3779b97f4a7c15;
    for (int i = 0; i < bits_set; ++i, bits >>= 9) {
      if (!on_bit(block[bits >> 6 & 7], std::uint64_t{1} << (bits & 63))) return false;
    }
    return true;
  }

  mutable std::vector<Block> blocks_;
};

}  // namespace ledger::projections
