#include "services/cli/table.hpp"

#include <algorithm>

namespace ledger::cli {

std::string Table::render() {
  for (auto& row : rows_) {
    if (widths_.size() < row.size()) widths_.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i].text = printable(row[i].text);
      widths_[i] = std::max(widths_[i], display_width(row[i].text));
    }
  }
  std::string text;
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto& cell = row[i];
      text += in_colour_ ? coloured(cell.text, cell.colour) : cell.text;
      if (i + 1 < row.size()) text.append(widths_[i] - display_width(cell.text) + 2, ' ');
    }
    text += '\n';
  }
  rows_.clear();
  return text;
}

}  // namespace ledger::cli
