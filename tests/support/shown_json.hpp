#pragma once
// JSON as a document shows it, held against a real answer: the same members, no more and no fewer,
// in any order; equal values, but for what DocumentNames knows to differ, and for ages.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "tests/support/document_names.hpp"

namespace ledger::support {

class ShownJson {
 public:
  /// Is told what differs, and in which line of the shown text, from 0.
  using Differ = std::function<void(std::size_t line, std::string what)>;
  ShownJson(DocumentNames& names, std::string_view shown, Differ differ)
      : names_(names), shown_(shown), differ_(std::move(differ)) {}

  void compare(std::string_view real);

 private:
  using Element = simdjson::dom::element;

  void compare(Element shown, Element real, const std::string& pointer);
  void compare_objects(simdjson::dom::object shown, Element real, const std::string& pointer);
  void compare_arrays(simdjson::dom::array shown, Element real, const std::string& pointer);
  void compare_values(Element shown, Element real, const std::string& pointer);
  /// Members are met in the order of the text: goes on to that one.
  void go_to(std::string_view name);
  void differ(const std::string& pointer, const std::string& what) const;

  DocumentNames& names_;
  std::string_view shown_;
  Differ differ_;
  std::size_t at_ = 0;  ///< in shown_: the member that is compared
};

}  // namespace ledger::support
