#pragma once
// What a document calls the things that are others in every run: ids, secrets with their hints
// and digests, command ids, epochs, fingerprints, times. The first use in an answer binds the
// document's value to the real one; from then on each must stand for the other. Times lie as far
// apart as shown.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "events/token/timestamp.hpp"

namespace ledger::support {

class DocumentNames {
 public:
  /// A complaint if `shown` and `real` differ in more than such values, or if those contradict
  /// what was bound; binds what was not.
  [[nodiscard]] std::optional<std::string> compare(std::string_view shown, std::string_view real);
  /// The same for the four characters of a hint.
  [[nodiscard]] std::optional<std::string> compare_hints(std::string_view shown,
                                                         std::string_view real);
  /// The document's text as it is to be sent. Throws std::runtime_error where it has a value that
  /// no answer has told yet.
  [[nodiscard]] std::string real_text(std::string_view shown) const;

 private:
  using Bound = std::map<std::string, std::string, std::less<>>;

  [[nodiscard]] std::optional<std::string> bind(std::string_view shown, std::string_view real);
  [[nodiscard]] std::optional<std::string> compare_times(std::string_view shown,
                                                         std::string_view real);

  Bound real_of_;
  Bound shown_of_;
  std::optional<token::Timestamp::duration> later_;  ///< the real times than the shown ones
};

/// The first secret in the text; throws std::runtime_error where there is none.
[[nodiscard]] std::string first_secret(std::string_view text);

}  // namespace ledger::support
