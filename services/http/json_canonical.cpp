#include "services/http/json_canonical.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "events/log/json_writer.hpp"
#include "events/token/invariant.hpp"

namespace ledger::http {
namespace {

namespace dom = simdjson::dom;

/// `value` as the type that it is known to have.
template <class T>
T as(dom::element value) {
  T typed{};
  token::invariant(value.get(typed) == simdjson::SUCCESS);
  return typed;
}

template <class Number>
void append_digits(std::string& out, Number value) {
  char digits[32];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_real(std::string& out, double value) {
  constexpr double two_to_63 = 9223372036854775808.0;
  if (std::trunc(value) != value || value < -two_to_63 || value >= 2 * two_to_63) {
    append_digits(out, value);
  } else if (value < two_to_63) {
    append_digits(out, static_cast<std::int64_t>(value));
  } else {
    append_digits(out, static_cast<std::uint64_t>(value));
  }
}

void append_array(std::string& out, dom::array array) {
  out += '[';
  bool first = true;
  for (const dom::element element : array) {
    if (!first) out += ',';
    first = false;
    append_canonical(out, element);
  }
  out += ']';
}

std::vector<dom::key_value_pair> sorted_members(dom::object object) {
  std::vector<dom::key_value_pair> members;
  for (const dom::key_value_pair member : object) members.push_back(member);
  std::sort(members.begin(), members.end(),
            [](const auto& one, const auto& other) { return one.key < other.key; });
  return members;
}

void append_object(std::string& out, dom::object object) {
  out += '{';
  bool first = true;
  for (const dom::key_value_pair& member : sorted_members(object)) {
    if (!first) out += ',';
    first = false;
    log::append_json_text(out, member.key);
    out += ':';
    append_canonical(out, member.value);
  }
  out += '}';
}

std::string object_fault(dom::object object, std::size_t depth_max) {
  const auto members = sorted_members(object);
  const auto twice =
      std::adjacent_find(members.begin(), members.end(),
                         [](const auto& one, const auto& other) { return one.key == other.key; });
  if (twice != members.end()) {
    return "The member \"" + std::string(twice->key) +
           "\" stands twice in one object; send it once.";
  }
  for (const dom::key_value_pair& member : members) {
    std::string fault = structure_fault(member.value, depth_max);
    if (!fault.empty()) return fault;
  }
  return {};
}

}  // namespace

void append_canonical(std::string& out, dom::element value) {
  switch (value.type()) {
    case dom::element_type::ARRAY:
      return append_array(out, as<dom::array>(value));
    case dom::element_type::OBJECT:
      return append_object(out, as<dom::object>(value));
    case dom::element_type::INT64:
      return append_digits(out, as<std::int64_t>(value));
    case dom::element_type::UINT64:
      return append_digits(out, as<std::uint64_t>(value));
    case dom::element_type::DOUBLE:
      return append_real(out, as<double>(value));
    case dom::element_type::STRING:
      return log::append_json_text(out, as<std::string_view>(value));
    case dom::element_type::BOOL:
      out += as<bool>(value) ? "true" : "false";
      return;
    case dom::element_type::NULL_VALUE:
      out += "null";
      return;
  }
}

std::string structure_fault(dom::element value, std::size_t depth_max) {
  const bool is_object = value.is_object();
  if (!is_object && !value.is_array()) return {};
  if (depth_max == 0) return "The JSON is nested too deeply.";
  if (is_object) return object_fault(as<dom::object>(value), depth_max - 1);
  const auto elements = as<dom::array>(value);
  for (const dom::element element : elements) {
    std::string fault = structure_fault(element, depth_max - 1);
    if (!fault.empty()) return fault;
  }
  return {};
}

}  // namespace ledger::http
