#pragma once
// Rows gathered in memory and written in the order of their keys as one file of the store, which
// costs it a fraction of what any other way does. Each row at most once.

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
  void put(std::string_view key, std::string_view value) override;
  void erase(std::string_view key) override;

  /// Writes the rows, all or nothing, notes their keys, and is empty.
  void write_into(ViewStore& store, KeyFilter& stored);

 private:
  struct Row {
    Order order;
    std::string_view key;
    std::string_view value;
    bool erased;
  };
  void add(std::string_view key, std::string_view value, bool erased);
  [[nodiscard]] std::string_view keep(std::string_view bytes);

  std::pmr::monotonic_buffer_resource bytes_;
  std::size_t bytes_size_ = 0;
  std::map<char, std::vector<Row>> rows_;  // by the first byte of the key; into bytes_
};

}  // namespace ledger::projections
