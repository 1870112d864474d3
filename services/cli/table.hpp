#pragma once
// Rows of cells in aligned columns, two spaces between them, nothing behind the last one. Rows that
// are rendered later keep the widths of those before, so that a table can be printed page by page.

#include <string>
#include <vector>

#include "services/cli/terminal_text.hpp"

namespace ledger::cli {

struct Cell {
  std::string text;  ///< shown by printable()
  Colour colour = Colour::none;
};
using Row = std::vector<Cell>;

class Table {
 public:
  explicit Table(bool in_colour) : in_colour_(in_colour) {}

  void add(Row row) { rows_.push_back(std::move(row)); }
  /// The rows added since the last call, one line each.
  [[nodiscard]] std::string render();

 private:
  bool in_colour_;
  std::vector<Row> rows_;
  std::vector<std::size_t> widths_;
};

}  // namespace ledger::cli
