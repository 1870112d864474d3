#include "projections/sorted_rows.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "projections/view_store.hpp"

namespace ledger::projections {
namespace {

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

/// Compares as the first eight bytes do; a shorter key as with zeros behind it.
std::uint64_t order_of(std::string_view key) noexcept {
  std::array<unsigned char, 8> first{};
  std::memcpy(first.data(), key.data(), std::min(key.size(), first.size()));
  std::uint64_t order = 0;
  for (const auto byte : first) order = order << 8 | byte;
  return order;
}

}  // namespace

std::string_view SortedRows::keep(std::string_view bytes) {
  if (bytes.empty()) return {};
  auto* place = static_cast<char*>(bytes_.allocate(bytes.size(), 1));
  std::memcpy(place, bytes.data(), bytes.size());
  return {place, bytes.size()};
}

void SortedRows::put(std::string_view key, std::string_view value) {
  rows_.push_back({order_of(key), keep(key), keep(value), false});
}

void SortedRows::erase(std::string_view key) {
  rows_.push_back({order_of(key), keep(key), {}, true});
}

void SortedRows::write_into(ViewStore& store) {
  std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
    return a.order != b.order ? a.order < b.order : a.key < b.key;
  });
  rocksdb::WriteBatch batch;
  for (const auto& row : rows_) {
    if (row.erased) {
      batch.Delete(slice(row.key));
    } else {
      batch.Put(slice(row.key), slice(row.value));
    }
  }
  rows_ = {};
  bytes_.release();
  store.write(batch);
  store.begin_flush();
}

}  // namespace ledger::projections
