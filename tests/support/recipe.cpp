#include "tests/support/recipe.hpp"

#include <fstream>
#include <stdexcept>

namespace ledger::support {

std::string recipe(const std::filesystem::path& document, std::string_view file) {
  std::ifstream in(document);
  std::string found;
  std::string block;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      const auto first = block.substr(0, block.find('\n'));
      if (inside && first.ends_with(" " + std::string(file))) {
        if (!found.empty()) throw std::runtime_error("twice: " + std::string(file));
        found = block;
      }
      inside = !inside;
      block.clear();
    } else if (inside) {
      block += line + "\n";
    }
  }
  if (found.empty()) throw std::runtime_error("no block of " + std::string(file));
  return found;
}

std::string with_places(std::string text,
                        const std::vector<std::pair<std::string, std::string>>& places) {
  for (const auto& [what, by] : places) {
    auto at = text.find(what);
    if (at == text.npos) throw std::runtime_error("nothing to replace: " + what);
    for (; at != text.npos; at = text.find(what, at + by.size())) {
      text.replace(at, what.size(), by);
    }
  }
  return text;
}

}  // namespace ledger::support
