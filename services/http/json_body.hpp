#pragma once
// A request body of JSON, read strictly: one object in UTF-8, each name once at every level, at
// most 16 deep, nothing behind it, no byte order mark. What is wrong with its members is collected
// as problem errors with JSON Pointers, so that one answer names it. A body owns what its
// views point to, and may be kept across awaits.

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "services/http/problem.hpp"

namespace ledger::http {

/// What is wrong with the members of a body: the first of it, so that the answer to a large body is
/// not larger than the body.
class JsonErrors {
 public:
  static constexpr std::size_t listed_max = 32;
  static constexpr std::size_t pointer_bytes_max = 256;  ///< a longer one ends in `…`

  void note(std::string pointer, std::string detail);
  /// Whether what is noted next is only counted.
  [[nodiscard]] bool full() const noexcept { return listed_.size() == listed_max; }
  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] const std::vector<Problem::Pointed>& listed() const noexcept { return listed_; }

 private:
  std::vector<Problem::Pointed> listed_;
  std::size_t count_ = 0;
};

/// An object in a body. The getters give nothing if the member is absent, and also if it is not of
/// that type: then the error has been noted.
class JsonObject {
 public:
  JsonObject(simdjson::dom::object object, std::string pointer, JsonErrors& errors)
      : object_(object), pointer_(std::move(pointer)), errors_(&errors) {}

  /// Notes every member that is not one of `names`.
  void allow_only(std::initializer_list<std::string_view> names) const;
  /// Notes an error if there is no such member.
  bool require(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  /// Is there, and is null.
  [[nodiscard]] bool is_null(std::string_view name) const;

  [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const;
  /// A whole number from 0 on; `30.0` is one.
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view name) const;
  [[nodiscard]] std::optional<std::vector<std::string_view>> texts(std::string_view name) const;
  [[nodiscard]] std::optional<std::vector<JsonObject>> objects(std::string_view name) const;

  /// Notes an error of that member.
  void refuse(std::string_view name, std::string detail) const;
  /// JSON Pointer (RFC 6901) of this object: empty for the body itself.
  [[nodiscard]] const std::string& pointer() const noexcept { return pointer_; }

 private:
  [[nodiscard]] std::optional<simdjson::dom::element> find(std::string_view name) const;
  [[nodiscard]] std::optional<simdjson::dom::array> array(std::string_view name,
                                                          const char* detail) const;
  [[nodiscard]] std::string pointer_to(std::string_view name) const;

  simdjson::dom::object object_;
  std::string pointer_;
  JsonErrors* errors_;
};

class JsonBody {
 public:
  static constexpr std::size_t depth_max = 16;

  /// Nothing if `text` is not such JSON; then `problem` says why (400 `malformed-json`).
  [[nodiscard]] static std::optional<JsonBody> read(std::string_view text, Problem& problem);

  [[nodiscard]] JsonObject root() const;
  /// One text for all equal JSON values: names in byte order, numbers by value (1, 1.0 and 1e0 are
  /// equal), no blanks.
  [[nodiscard]] std::string canonical() const;

  [[nodiscard]] bool has_errors() const noexcept { return errors_->count() != 0; }
  /// 400 `invalid-body` with what was noted.
  [[nodiscard]] Problem problem() const;

 private:
  JsonBody() = default;

  std::unique_ptr<simdjson::dom::document> document_;
  std::unique_ptr<JsonErrors> errors_;
};

}  // namespace ledger::http
