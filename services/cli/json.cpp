#include "services/cli/json.hpp"

namespace ledger::cli {
namespace dom = simdjson::dom;

template <class T>
std::optional<T> JsonValue::get(std::string_view pointer) const {
  T value;
  if (element_.at_pointer(pointer).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::string JsonValue::text(std::string_view pointer) const {
  return std::string(get<std::string_view>(pointer).value_or(""));
}

std::optional<std::uint64_t> JsonValue::number(std::string_view pointer) const {
  return get<std::uint64_t>(pointer);
}

bool JsonValue::is_true(std::string_view pointer) const {
  return get<bool>(pointer).value_or(false);
}

bool JsonValue::has(std::string_view pointer) const {
  const auto value = get<dom::element>(pointer);
  return value && !value->is_null();
}

std::optional<JsonValue> JsonValue::at(std::string_view pointer) const {
  const auto value = get<dom::element>(pointer);
  return value ? std::optional(JsonValue(*value)) : std::nullopt;
}

std::vector<JsonValue> JsonValue::elements(std::string_view pointer) const {
  std::vector<JsonValue> all;
  if (const auto array = get<dom::array>(pointer)) {
    for (const dom::element element : *array) all.emplace_back(element);
  }
  return all;
}

std::vector<std::string> JsonValue::texts(std::string_view pointer) const {
  std::vector<std::string> all;
  for (const auto& element : elements(pointer)) all.push_back(element.text(""));
  return all;
}

std::optional<Json> Json::read(std::string_view text) {
  dom::parser parser;
  auto document = std::make_unique<dom::document>();
  dom::element root;
  const auto code = parser.parse_into_document(*document, text.data(), text.size()).get(root);
  if (code != simdjson::SUCCESS || !root.is_object()) return std::nullopt;
  return Json(std::move(document));
}

}  // namespace ledger::cli
