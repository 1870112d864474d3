#include "tests/support/shown_json.hpp"

#include <algorithm>

namespace ledger::support {
namespace {

namespace dom = simdjson::dom;

/// The last name of a JSON Pointer.
std::string_view name_of(std::string_view pointer) {
  return pointer.substr(std::min(pointer.size(), pointer.rfind('/') + 1));
}

}  // namespace

void ShownJson::compare(std::string_view real) {
  dom::parser shown_parser;
  dom::parser real_parser;
  Element shown;
  Element answered;
  if (shown_parser.parse(shown_.data(), shown_.size()).get(shown) != simdjson::SUCCESS) {
    return differ("", "what is shown is no JSON");
  }
  if (real_parser.parse(real.data(), real.size()).get(answered) != simdjson::SUCCESS) {
    return differ("", "the answer is no JSON");
  }
  compare(shown, answered, "");
}

void ShownJson::compare(Element shown, Element real, const std::string& pointer) {
  dom::object object;
  dom::array array;
  if (shown.get(object) == simdjson::SUCCESS) return compare_objects(object, real, pointer);
  if (shown.get(array) == simdjson::SUCCESS) return compare_arrays(array, real, pointer);
  compare_values(shown, real, pointer);
}

void ShownJson::compare_objects(dom::object shown, Element real, const std::string& pointer) {
  dom::object answered;
  if (real.get(answered) != simdjson::SUCCESS) return differ(pointer, "the answer has no object");
  for (const auto member : answered) {
    if (shown.at_key(member.key).error() != simdjson::SUCCESS) {
      differ(pointer, "a member is not shown: " + std::string(member.key) + ": " +
                          simdjson::minify(member.value));
    }
  }
  for (const auto member : shown) {
    go_to(member.key);
    const auto path = pointer + '/' + std::string(member.key);
    Element value;
    if (answered.at_key(member.key).get(value) != simdjson::SUCCESS) {
      differ(path, "the answer has no such member");
    } else {
      compare(member.value, value, path);
    }
  }
}

void ShownJson::compare_arrays(dom::array shown, Element real, const std::string& pointer) {
  dom::array answered;
  if (real.get(answered) != simdjson::SUCCESS) return differ(pointer, "the answer has no array");
  if (shown.size() != answered.size()) {
    return differ(pointer, "the answer has " + std::to_string(answered.size()) + " elements");
  }
  auto value = answered.begin();
  std::size_t index = 0;
  for (const auto element : shown) {
    compare(element, *value, pointer + '/' + std::to_string(index++));
    ++value;
  }
}

void ShownJson::compare_values(Element shown, Element real, const std::string& pointer) {
  const auto name = name_of(pointer);
  std::string_view shown_text;
  std::string_view real_text;
  if (name == "log_time" && shown.is_string() && real.is_string()) {
    return;  // the log's own clock, which no story sets
  }
  if (shown.get(shown_text) == simdjson::SUCCESS && real.get(real_text) == simdjson::SUCCESS) {
    const auto complaint = name == "hint" ? names_.compare_hints(shown_text, real_text)
                                          : names_.compare(shown_text, real_text);
    if (complaint) differ(pointer, *complaint);
  } else if (name.ends_with("_ms") && shown.is_uint64() && real.is_uint64()) {
    return;  // as old as the machine is slow
  } else if (simdjson::minify(shown) != simdjson::minify(real)) {
    differ(pointer,
           "shown is " + simdjson::minify(shown) + ", the answer has " + simdjson::minify(real));
  }
}

void ShownJson::go_to(std::string_view name) {
  const auto found = shown_.find('"' + std::string(name) + "\":", at_);
  if (found != shown_.npos) at_ = found + 1;
}

void ShownJson::differ(const std::string& pointer, const std::string& what) const {
  const auto line = std::ranges::count(shown_.substr(0, at_), '\n');
  differ_(static_cast<std::size_t>(line), (pointer.empty() ? "" : pointer + ": ") + what);
}

}  // namespace ledger::support
