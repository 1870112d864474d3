#include "services/http/json_body.hpp"

#include <algorithm>

#include "events/token/invariant.hpp"
#include "services/http/json_canonical.hpp"

namespace ledger::http {
namespace {

namespace dom = simdjson::dom;

void append_escaped(std::string& pointer, std::string_view name) {
  for (const char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

std::string parse_fault(simdjson::error_code code) {
  switch (code) {
    case simdjson::EMPTY:
      return "The body is empty; send a JSON object.";
    case simdjson::UTF8_ERROR:
      return "The body is not valid UTF-8.";
    case simdjson::DEPTH_ERROR:
      return "The JSON is nested too deeply.";
    case simdjson::NUMBER_ERROR:
      return "The JSON has a number that is malformed or too large.";
    default:
      return "The body is not valid JSON (RFC 8259); send one JSON object.";
  }
}

Problem malformed(std::string detail) {
  Problem problem;
  problem.status = 400;
  problem.type = "malformed-json";
  problem.title = "Malformed JSON";
  problem.detail = std::move(detail);
  return problem;
}

}  // namespace

void JsonErrors::note(std::string pointer, std::string detail) {
  ++count_;
  if (full()) return;
  if (pointer.size() > pointer_bytes_max) {
    auto end = pointer_bytes_max;
    while ((static_cast<unsigned char>(pointer[end]) & 0xC0) == 0x80) --end;  // a whole character
    pointer.replace(end, pointer.npos, "…");
  }
  listed_.push_back({std::move(pointer), std::move(detail)});
}

void JsonObject::allow_only(std::initializer_list<std::string_view> names) const {
  for (const dom::key_value_pair member : object_) {
    if (std::find(names.begin(), names.end(), member.key) != names.end()) continue;
    if (errors_->full()) {
      errors_->note({}, {});
      continue;
    }
    std::string known;
    for (const std::string_view name : names) {
      known.append(known.empty() ? "" : ", ").append(name);
    }
    refuse(member.key, known.empty()
                           ? "This member cannot be sent here; send an empty object."
                           : "This member cannot be sent here; these can: " + known + ".");
  }
}

bool JsonObject::require(std::string_view name) const {
  if (has(name)) return true;
  refuse(name, "This member is required; add it.");
  return false;
}

bool JsonObject::has(std::string_view name) const { return find(name).has_value(); }

bool JsonObject::is_null(std::string_view name) const {
  const auto value = find(name);
  return value && value->is_null();
}

std::optional<std::string_view> JsonObject::text(std::string_view name) const {
  const auto value = find(name);
  if (!value) return std::nullopt;
  std::string_view text;
  if (value->get(text) == simdjson::SUCCESS) return text;
  refuse(name, "This must be a text.");
  return std::nullopt;
}

std::optional<std::uint64_t> JsonObject::number(std::string_view name) const {
  const auto value = find(name);
  if (!value) return std::nullopt;
  std::uint64_t number = 0;
  if (value->get(number) == simdjson::SUCCESS) return number;
  double real = 0;
  constexpr double exact_max = 9007199254740992.0;  // 2^53
  if (value->is_double() && value->get(real) == simdjson::SUCCESS && real >= 0 &&
      real <= exact_max && static_cast<double>(static_cast<std::uint64_t>(real)) == real) {
    return static_cast<std::uint64_t>(real);
  }
  refuse(name, "This must be a whole number, 0 or more.");
  return std::nullopt;
}

std::optional<bool> JsonObject::boolean(std::string_view name) const {
  const auto value = find(name);
  if (!value) return std::nullopt;
  bool flag = false;
  if (value->get(flag) == simdjson::SUCCESS) return flag;
  refuse(name, "This must be true or false.");
  return std::nullopt;
}

std::optional<std::vector<std::string_view>> JsonObject::texts(std::string_view name) const {
  const auto elements = array(name, "This must be an array of texts.");
  if (!elements) return std::nullopt;
  std::vector<std::string_view> texts;
  std::size_t index = 0;
  bool fine = true;
  for (const dom::element element : *elements) {
    std::string_view text;
    if (element.get(text) == simdjson::SUCCESS) {
      texts.push_back(text);
    } else {
      errors_->note(pointer_to(name) + '/' + std::to_string(index), "This must be a text.");
      fine = false;
    }
    ++index;
  }
  if (!fine) return std::nullopt;
  return texts;
}

std::optional<std::vector<JsonObject>> JsonObject::objects(std::string_view name) const {
  const auto elements = array(name, "This must be an array of objects.");
  if (!elements) return std::nullopt;
  std::vector<JsonObject> objects;
  std::size_t index = 0;
  bool fine = true;
  for (const dom::element element : *elements) {
    std::string pointer = pointer_to(name) + '/' + std::to_string(index++);
    dom::object object;
    if (element.get(object) == simdjson::SUCCESS) {
      objects.emplace_back(object, std::move(pointer), *errors_);
    } else {
      errors_->note(std::move(pointer), "This must be an object.");
      fine = false;
    }
  }
  if (!fine) return std::nullopt;
  return objects;
}

std::optional<dom::array> JsonObject::array(std::string_view name, const char* detail) const {
  const auto value = find(name);
  if (!value) return std::nullopt;
  dom::array elements;
  if (value->get(elements) == simdjson::SUCCESS) return elements;
  refuse(name, detail);
  return std::nullopt;
}

void JsonObject::refuse(std::string_view name, std::string detail) const {
  errors_->note(pointer_to(name), std::move(detail));
}

std::optional<dom::element> JsonObject::find(std::string_view name) const {
  dom::element value;
  if (object_.at_key(name).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::string JsonObject::pointer_to(std::string_view name) const {
  std::string pointer = pointer_ + '/';
  append_escaped(pointer, name);
  return pointer;
}

std::optional<JsonBody> JsonBody::read(std::string_view text, Problem& problem) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    problem = malformed("The body begins with a byte order mark; leave it out.");
    return std::nullopt;
  }
  thread_local dom::parser parser;
  JsonBody body;
  body.document_ = std::make_unique<dom::document>();
  body.errors_ = std::make_unique<JsonErrors>();
  dom::element root;
  const auto code = parser.parse_into_document(*body.document_, text.data(), text.size()).get(root);
  if (code != simdjson::SUCCESS) {
    problem = malformed(parse_fault(code));
    return std::nullopt;
  }
  if (!root.is_object()) {
    problem = malformed("The body is JSON, but not an object; send one object.");
    return std::nullopt;
  }
  std::string fault = structure_fault(root, depth_max);
  if (!fault.empty()) {
    problem = malformed(std::move(fault));
    return std::nullopt;
  }
  return body;
}

JsonObject JsonBody::root() const {
  dom::object root;
  token::invariant(document_->root().get(root) == simdjson::SUCCESS);
  return {root, "", *errors_};
}

std::string JsonBody::canonical() const {
  std::string text;
  append_canonical(text, document_->root());
  return text;
}

Problem JsonBody::problem() const {
  Problem problem;
  problem.status = 400;
  problem.type = "invalid-body";
  problem.title = "Invalid body";
  problem.detail =
      "The body has members that are not as they must be; `errors` says which and why.";
  problem.errors = errors_->listed();
  if (errors_->count() > problem.errors.size()) {
    problem.detail += " These are the first " + std::to_string(problem.errors.size()) + ".";
  }
  return problem;
}

}  // namespace ledger::http
