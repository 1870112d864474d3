#include "projections/sorted_rows.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <rocksdb/sst_file_writer.h>

#include "projections/key_filter.hpp"
#include "projections/view_store.hpp"

namespace ledger::projections {
namespace {

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

/// The bytes of rows lie in the order in which they came: they are fetched before they are needed.
constexpr std::ptrdiff_t fetched_ahead = 16;

/// Compares as those bytes do; a shorter key as with zeros behind it.
Order order_of(std::string_view key) noexcept {
  std::array<unsigned char, sizeof(Order)> bytes{};
  if (key.size() > 1) {
    std::memcpy(bytes.data(), key.data() + 1, std::min(key.size() - 1, bytes.size()));
  }
  Order order{};
  for (std::size_t i = 0; i < bytes.size(); ++i) order[i / 8] = order[i / 8] << 8 | bytes[i];
  return order;
}

}  // namespace

SortedRows::SortedRows()
    : first_bytes_(std::size_t{64} << 10), bytes_(first_bytes_.data(), first_bytes_.size()) {}

std::string_view SortedRows::keep(std::string_view bytes) {
  if (bytes.empty()) return {};
  auto* place = static_cast<char*>(bytes_.allocate(bytes.size(), 1));
  std::memcpy(place, bytes.data(), bytes.size());
  bytes_size_ += bytes.size();
  return {place, bytes.size()};
}

void SortedRows::add(std::string_view key, std::string_view value, bool erased) {
  rows_[key.front()].push_back({order_of(key), keep(key), keep(value), erased});
}

void SortedRows::put(std::string_view key, std::string_view value) { add(key, value, false); }
void SortedRows::erase(std::string_view key) { add(key, {}, true); }

void SortedRows::sort() {
  const auto by_key = [](const Row& a, const Row& b) {
    return a.order != b.order ? a.order < b.order : a.key < b.key;
  };
  for (auto& [kind, rows] : rows_) std::sort(rows.begin(), rows.end(), by_key);
}

template <class OnRow>
auto SortedRows::for_each_sorted(OnRow on_row) const {
  rocksdb::Status status;
  for (const auto& [kind, rows] : rows_) {
    for (auto row = rows.begin(); row != rows.end() && status.ok(); ++row) {
      if (rows.end() - row > fetched_ahead) __builtin_prefetch(row[fetched_ahead].key.data());
      status = on_row(*row);
    }
  }
  return status;
}

void SortedRows::clear() {
  for (auto& [kind, rows] : rows_) rows.clear();  // the next ones will be as many
  bytes_.release();
  bytes_size_ = 0;
}

void SortedRows::write_into(ViewStore& store) {
  sort();
  rocksdb::WriteBatch batch(bytes_size_);
  for_each_sorted([&](const Row& row) {
    return row.erased ? batch.Delete(slice(row.key)) : batch.Put(slice(row.key), slice(row.value));
  }).PermitUncheckedError();  // in memory nothing fails
  store.write(batch);
  clear();
}

void SortedRows::add_file_to(ViewStore& store, KeyFilter& stored) {
  for (const auto& [kind, rows] : rows_) {
    for (const auto& row : rows) {
      if (!row.erased) stored.add(row.key);
    }
  }
  sort();
  store.add_file(bytes_size_, [&](rocksdb::SstFileWriter& file) {
    return for_each_sorted([&](const Row& row) {
      return row.erased ? file.Delete(slice(row.key)) : file.Put(slice(row.key), slice(row.value));
    });
  });
  clear();
}

}  // namespace ledger::projections
