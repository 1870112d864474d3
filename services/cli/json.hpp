#pragma once
// JSON of an answer, read by JSON Pointer (RFC 6901). Lenient: what is absent or of another type
// reads as empty, for a newer server may say more and an older one less.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace ledger::cli {

/// A value inside a Json, which must outlive it.
class JsonValue {
 public:
  explicit JsonValue(simdjson::dom::element element) : element_(element) {}

  /// The text there, "" where there is none.
  [[nodiscard]] std::string text(std::string_view pointer) const;
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view pointer) const;
  [[nodiscard]] bool is_true(std::string_view pointer) const;
  [[nodiscard]] bool has(std::string_view pointer) const;
  /// The value there.
  [[nodiscard]] std::optional<JsonValue> at(std::string_view pointer) const;
  [[nodiscard]] std::vector<JsonValue> elements(std::string_view pointer) const;
  /// The texts in an array.
  [[nodiscard]] std::vector<std::string> texts(std::string_view pointer) const;
  /// The value as JSON again, without blanks.
  [[nodiscard]] std::string raw() const { return simdjson::to_string(element_); }

 private:
  template <class T>
  [[nodiscard]] std::optional<T> get(std::string_view pointer) const;
  simdjson::dom::element element_;
};

/// A whole JSON text.
class Json {
 public:
  /// Nothing if it is not JSON, or no object.
  [[nodiscard]] static std::optional<Json> read(std::string_view text);
  [[nodiscard]] JsonValue root() const { return JsonValue(document_->root()); }

 private:
  explicit Json(std::unique_ptr<simdjson::dom::document> document)
      : document_(std::move(document)) {}
  std::unique_ptr<simdjson::dom::document> document_;
};

}  // namespace ledger::cli
