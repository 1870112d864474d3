#pragma once
// JSON of an answer, read by JSON Pointer. A getter throws with the whole text where the value is
// absent or of another type: the test then fails and shows it.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace ledger::support {

class Json {
 public:
  /// Throws if `text` is not JSON.
  explicit Json(std::string_view text);

  [[nodiscard]] bool has(std::string_view pointer) const;
  [[nodiscard]] bool is_null(std::string_view pointer) const;
  [[nodiscard]] std::string text(std::string_view pointer) const;
  [[nodiscard]] std::uint64_t number(std::string_view pointer) const;
  [[nodiscard]] bool boolean(std::string_view pointer) const;
  /// Elements of an array.
  [[nodiscard]] std::size_t size(std::string_view pointer) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view pointer) const;
  /// Member names of the object there, in order; "" is the whole.
  [[nodiscard]] std::vector<std::string> names(std::string_view pointer) const;
  /// The member `name` of each object in an array.
  [[nodiscard]] std::vector<std::string> texts_of(std::string_view pointer,
                                                  std::string_view name) const;

 private:
  [[nodiscard]] simdjson::dom::element at(std::string_view pointer) const;
  [[noreturn]] void fail(std::string_view pointer) const;

  std::string text_;
  std::unique_ptr<simdjson::dom::document> document_;
};

}  // namespace ledger::support
