#include "services/runtime/catalogue_section.hpp"

#include <algorithm>
#include <optional>

#include "events/token/name.hpp"
#include "events/token/scope.hpp"
#include "events/token/unicode.hpp"
#include "services/runtime/refused_part.hpp"

namespace ledger::runtime {
namespace {

constexpr std::size_t scopes_max = 500;
constexpr std::size_t title_points_max = 100;
constexpr std::size_t description_points_max = 500;

/// A text that a page shows as it is.
std::string shown_text(const toml::node& node, const std::string& name, std::size_t points_max) {
  const auto value = node.value_exact<std::string>();
  const auto points = value ? token::code_points(*value) : std::u32string();
  bool is_good = points.size() <= points_max && token::has_something_to_see(points);
  for (std::size_t at = 0; at < points.size(); ++at) {
    is_good = is_good && !token::is_obscure(points, at);
  }
  if (is_good) return *value;
  throw RefusedPart(node.source(),
                    name + " must be a text of 1 to " + std::to_string(points_max) +
                        " characters on one line; something of it is to be seen, and none of them "
                        "controls, reorders or hides text");
}

std::string scope_of(const toml::node& node) {
  const auto value = node.value_exact<std::string>();
  if (value && *value == "*") {
    throw RefusedPart(node.source(),
                      "catalogue.scope cannot be \"*\": that is Full Access, which is a choice of "
                      "its own and needs no entry");
  }
  if (!value || !token::is_scope(*value)) {
    throw RefusedPart(
        node.source(),
        "catalogue.scope must be a scope, such as \"repo:read\": lower-case segments "
        "of a-z 0-9 . _ - joined by ':', the last may be '*', at most 100 characters; "
        "under ledger: there are only tokens, verify, audit and operate");
  }
  return *value;
}

CatalogueScope read_scope(const toml::table& table) {
  CatalogueScope entry;
  for (const auto& [key, node] : table) {
    const std::string name = "catalogue." + std::string(key.str());
    if (key.str() == "scope") {
      entry.scope = scope_of(node);
    } else if (key.str() == "title") {
      entry.title = shown_text(node, name, title_points_max);
    } else if (key.str() == "description") {
      entry.description = shown_text(node, name, description_points_max);
    } else if (key.str() == "group") {
      entry.group = shown_text(node, name, title_points_max);
    } else {
      throw RefusedPart(key.source(), "unknown setting " + name +
                                          "; [[catalogue]] has description, group, scope, title");
    }
  }
  if (entry.scope.empty()) {
    throw RefusedPart(table.source(), "catalogue.scope is missing: which scope is this about?");
  }
  if (entry.title.empty()) {
    throw RefusedPart(table.source(),
                      "catalogue.title is missing: what is " + entry.scope + " called?");
  }
  return entry;
}

}  // namespace

Catalogue read_catalogue(const toml::node& node) {
  const auto* list = node.as_array();
  if (list == nullptr || list->size() > scopes_max) {
    throw RefusedPart(node.source(), "catalogue must be at most " + std::to_string(scopes_max) +
                                         " sections [[catalogue]]");
  }
  Catalogue catalogue;
  for (const auto& element : *list) {
    const auto* table = element.as_table();
    if (table == nullptr) {
      throw RefusedPart(element.source(), "catalogue must be sections, [[catalogue]]");
    }
    auto entry = read_scope(*table);
    if (std::ranges::find(catalogue, entry.scope, &CatalogueScope::scope) != catalogue.end()) {
      throw RefusedPart(table->source(), "catalogue.scope " + entry.scope + " is there twice");
    }
    catalogue.push_back(std::move(entry));
  }
  return catalogue;
}

}  // namespace ledger::runtime
