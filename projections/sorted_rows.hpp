#pragma once
// Rows gathered in memory and written in the order of their keys, which costs the store a fraction
// of what any other order does. Each row at most once.

#include <cstdint>
#include <memory_resource>
#include <vector>

#include "projections/view_rows.hpp"

namespace ledger::projections {

class ViewStore;

class SortedRows final : public RowSink {
 public:
  void put(std::string_view key, std::string_view value) override;
  void erase(std::string_view key) override;

  /// Writes the rows in one batch, all or nothing, has the store begin to flush it, and is empty.
  void write_into(ViewStore& store);

 private:
  struct Row {
    std::uint64_t order;  ///< of the first bytes of the key
    std::string_view key;
    std::string_view value;
    bool erased;
  };
  [[nodiscard]] std::string_view keep(std::string_view bytes);

  std::pmr::monotonic_buffer_resource bytes_;
  std::vector<Row> rows_;  // into bytes_
};

}  // namespace ledger::projections
