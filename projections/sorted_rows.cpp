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

void SortedRows::write_into(ViewStore& store, KeyFilter& stored) {
  const auto by_key = [](const Row& a, const Row& b) {
    return a.order != b.order ? a.order < b.order : a.key < b.key;
  };
  for (auto& [kind, rows] : rows_) {
    for (const auto& row : rows) {
      if (!row.erased) stored.add(row.key);
    }
    std::sort(rows.begin(), rows.end(), by_key);
  }
  store.add_file(bytes_size_, [&](rocksdb::SstFileWriter& file) {
    rocksdb::Status status;
    for (const auto& [kind, rows] : rows_) {
      for (auto row = rows.begin(); row != rows.end() && status.ok(); ++row) {
        if (rows.end() - row > fetched_ahead) __builtin_prefetch(row[fetched_ahead].key.data());
        status = row->erased ? file.Delete(slice(row->key))
                             : file.Put(slice(row->key), slice(row->value));
      }
    }
    return status;
  });
  for (auto& [kind, rows] : rows_) rows.clear();  // the next ones will be as many
  bytes_.release();
  bytes_size_ = 0;
}

}  // namespace ledger::projections
