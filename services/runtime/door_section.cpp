#include "services/runtime/door_section.hpp"

#include <algorithm>
#include <optional>

#include "events/token/scope.hpp"
#include "services/http/plain_path.hpp"
#include "services/runtime/refused_part.hpp"

namespace ledger::runtime {
namespace {

constexpr std::size_t rules_max = 1000;
constexpr std::size_t methods_max = 32;
constexpr std::size_t path_bytes_max = 1024;

bool is_method(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
}

/// Up to `count_max` texts of which `is_good` holds; else `wanted` says what they must be.
std::vector<std::string> texts(const toml::node& node, std::size_t count_max,
                               bool (*is_good)(std::string_view), const std::string& wanted) {
  const auto* list = node.as_array();
  if (list == nullptr || list->size() > count_max) throw RefusedPart(node.source(), wanted);
  std::vector<std::string> values;
  for (const auto& element : *list) {
    const auto value = element.value_exact<std::string>();
    if (!value || !is_good(*value)) throw RefusedPart(element.source(), wanted);
    values.push_back(*value);
  }
  return values;
}

std::string rule_path(const toml::node& node) {
  const auto value = node.value_exact<std::string>();
  const bool ends_well = value && (*value == "/" || !value->ends_with('/'));
  if (!ends_well || value->size() > path_bytes_max || !http::is_plain_path(*value)) {
    throw RefusedPart(node.source(),
                      "door.scopes.path must be a path of whole segments as the API understands "
                      "it, such as \"/repos\": it begins with /, does not end with one, and has no "
                      "escapes, empty or dot segments, backslashes or semicolons");
  }
  return *value;
}

std::string joined(const std::vector<std::string>& scopes) {
  std::string text;
  for (const auto& scope : scopes) text += (text.empty() ? "" : " ") + scope;
  return text;
}

DoorSettings::Rule read_rule(const toml::table& table) {
  DoorSettings::Rule rule;
  bool has_scopes = false;
  for (const auto& [key, node] : table) {
    if (key.str() == "path") {
      rule.path = rule_path(node);
    } else if (key.str() == "methods") {
      rule.methods = texts(node, methods_max, is_method,
                           "door.scopes.methods must be a list of at most 32 methods in capitals, "
                           "such as [\"POST\", \"PUT\"]");
      if (rule.methods.empty()) {
        throw RefusedPart(node.source(),
                          "door.scopes.methods is empty; leave it out where any method is meant");
      }
    } else if (key.str() == "scopes") {
      has_scopes = true;
      rule.scopes = joined(texts(node, token::scopes_max, token::is_scope,
                                 "door.scopes.scopes must be a list of at most 50 scopes, such as "
                                 "[\"repo:read\"]"));
    } else {
      throw RefusedPart(key.source(), "unknown setting door.scopes." + std::string(key.str()) +
                                          "; [[door.scopes]] has methods, path, scopes");
    }
  }
  if (rule.path.empty()) {
    throw RefusedPart(table.source(), "door.scopes.path is missing: what is guarded?");
  }
  if (!has_scopes) {
    throw RefusedPart(table.source(),
                      "door.scopes.scopes is missing; [] lets any token through that has access");
  }
  return rule;
}

std::vector<DoorSettings::Rule> read_rules(const toml::node& node) {
  const auto* list = node.as_array();
  if (list == nullptr || list->size() > rules_max) {
    throw RefusedPart(node.source(), "door.scopes must be at most " + std::to_string(rules_max) +
                                         " of [[door.scopes]]");
  }
  std::vector<DoorSettings::Rule> rules;
  for (const auto& entry : *list) {
    const auto* table = entry.as_table();
    if (table == nullptr) {
      throw RefusedPart(entry.source(), "door.scopes must be sections, [[door.scopes]]");
    }
    rules.push_back(read_rule(*table));
  }
  return rules;
}

}  // namespace

DoorSettings read_door(const toml::table& section) {
  DoorSettings door;
  for (const auto& [key, node] : section) {
    const std::string name = "door." + std::string(key.str());
    if (key.str() == "header_bytes_max") {
      door.header_bytes_max = static_cast<std::size_t>(whole_number(node, name, 1024, 1 << 20));
    } else if (key.str() == "header_fields_max") {
      door.header_fields_max = static_cast<std::size_t>(whole_number(node, name, 16, 4096));
    } else if (key.str() == "freshness_headers") {
      const auto value = node.value_exact<bool>();
      if (!value) throw RefusedPart(node.source(), name + " must be true or false");
      door.freshness_headers = *value;
    } else if (key.str() == "scopes") {
      door.rules = read_rules(node);
    } else {
      throw RefusedPart(key.source(), "unknown setting " + name +
                                          "; [door] has freshness_headers, header_bytes_max, "
                                          "header_fields_max, scopes");
    }
  }
  return door;
}

}  // namespace ledger::runtime
