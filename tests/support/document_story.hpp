#pragma once
// Executes the examples of a document one after another against a server, and compares each answer
// with the one shown: status line, headers (all but the framing), and the body member by member.
// Neither may have what the other has not. A line `…` in a text stands for any lines.

#include <functional>
#include <string>
#include <vector>

#include "tests/support/document_examples.hpp"
#include "tests/support/document_names.hpp"
#include "tests/support/http_client.hpp"

namespace ledger::support {

struct Complaint {
  std::size_t line = 0;  ///< in the document
  std::string what;
};
using Complaints = std::vector<Complaint>;

class DocumentStory {
 public:
  /// `names` may know what the document tells before its first example.
  DocumentStory(std::uint16_t port, DocumentNames names) : port_(port), names_(std::move(names)) {}

  /// `before_each` is called before each request: for a clock.
  [[nodiscard]] Complaints tell(const std::vector<DocumentExample>& examples,
                                const std::function<void()>& before_each);

 private:
  void tell(const DocumentExample& example);
  [[nodiscard]] HttpAnswer ask(const ShownMessage& request) const;
  void compare_headers(const ShownMessage& shown, const HttpAnswer& answer);
  void compare_body(const ShownMessage& shown, const HttpAnswer& answer);
  void compare_lines(const ShownMessage& shown, std::string_view answer);
  void complain(std::size_t line, std::string what);

  std::uint16_t port_;
  DocumentNames names_;
  Complaints complaints_;
};

}  // namespace ledger::support
