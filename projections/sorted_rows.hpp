#pragma once
// Rows gathered in memory and written in the order of their keys, which costs the store less than
// any other; as a file of its own a fraction. Each row at most once.

#include <array>
#include <cstdint>
#include <map>
#include <memory_resource>
#include <vector>

#include "projections/view_rows.hpp"

namespace ledger::projections {

class KeyFilter;
class ViewStore;

/// Of a key's bytes behind its first, as many as two words hold: most rows differ there.
using Order = std::array<std::uint64_t, 2>;

class SortedRows final : public RowSink {
 public:
  SortedRows();
  void put(std::string_view key, std::string_view value) override;
  void erase(std::string_view key) override;

  // Writes the rows, all or nothing, and is empty.
  void write_into(ViewStore& store);
  /// The same as a file, for many of them. Notes their keys.
  void add_file_to(ViewStore& store, KeyFilter& stored);

 private:
  struct Row {
    Order order;
    std::string_view key;
    std::string_view value;
    bool erased;
  };
  void add(std::string_view key, std::string_view value, bool erased);
  [[nodiscard]] std::string_view keep(std::string_view bytes);

  /// Calls on_row(row), which gives a rocksdb::Status, in order while it succeeds.
  template <class OnRow>
  auto for_each_sorted(OnRow on_row) const;
  void sort();
  void clear();

  std::vector<char> first_bytes_;  // enough for a live batch
  std::pmr::monotonic_buffer_resource bytes_;
  std::size_t bytes_size_ = 0;
  std::map<char, std::vector<Row>> rows_;  // by the first byte of the key; into bytes_
};

}  // namespace ledger::projections
