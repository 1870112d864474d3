#include "tests/support/json.hpp"

#include <stdexcept>

namespace ledger::support {

namespace dom = simdjson::dom;

Json::Json(std::string_view text) : text_(text), document_(std::make_unique<dom::document>()) {
  dom::parser parser;
  const auto code = parser.parse_into_document(*document_, text_.data(), text_.size()).error();
  if (code != simdjson::SUCCESS) throw std::runtime_error("not JSON: " + text_);
}

void Json::fail(std::string_view pointer) const {
  throw std::runtime_error("no such value at \"" + std::string(pointer) + "\" in " + text_);
}

dom::element Json::at(std::string_view pointer) const {
  dom::element value;
  if (document_->root().at_pointer(pointer).get(value) != simdjson::SUCCESS) fail(pointer);
  return value;
}

bool Json::has(std::string_view pointer) const {
  return document_->root().at_pointer(pointer).error() == simdjson::SUCCESS;
}

bool Json::is_null(std::string_view pointer) const { return at(pointer).is_null(); }

std::string Json::text(std::string_view pointer) const {
  std::string_view value;
  if (at(pointer).get(value) != simdjson::SUCCESS) fail(pointer);
  return std::string(value);
}

std::uint64_t Json::number(std::string_view pointer) const {
  std::uint64_t value = 0;
  if (at(pointer).get(value) != simdjson::SUCCESS) fail(pointer);
  return value;
}

bool Json::boolean(std::string_view pointer) const {
  bool value = false;
  if (at(pointer).get(value) != simdjson::SUCCESS) fail(pointer);
  return value;
}

std::size_t Json::size(std::string_view pointer) const {
  dom::array values;
  if (at(pointer).get(values) != simdjson::SUCCESS) fail(pointer);
  return values.size();
}

std::vector<std::string> Json::texts(std::string_view pointer) const {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < size(pointer); ++i) {
    texts.push_back(text(std::string(pointer) + '/' + std::to_string(i)));
  }
  return texts;
}

std::vector<std::string> Json::names(std::string_view pointer) const {
  dom::object object;
  if (at(pointer).get(object) != simdjson::SUCCESS) fail(pointer);
  std::vector<std::string> names;
  for (const auto member : object) names.emplace_back(member.key);
  return names;
}

std::vector<std::string> Json::texts_of(std::string_view pointer, std::string_view name) const {
  dom::array objects;
  if (at(pointer).get(objects) != simdjson::SUCCESS) fail(pointer);
  std::vector<std::string> texts;
  for (const dom::element object : objects) {
    std::string_view value;
    if (object[name].get(value) != simdjson::SUCCESS) fail(pointer);
    texts.emplace_back(value);
  }
  return texts;
}

}  // namespace ledger::support
