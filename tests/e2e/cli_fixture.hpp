#pragma once
// The command line beside a running service: a home of its own, and the operator's or another
// token in its environment.

#include "tests/support/client_program.hpp"
#include "tests/support/running_service.hpp"

namespace ledger::e2e {

class CommandLine {
 public:
  /// Names neither server nor token.
  CommandLine() : environment_{"HOME=" + home_.path().string(), "TERM=xterm"} {}
  /// Both in the environment.
  CommandLine(std::uint16_t port, const std::string& secret) : CommandLine() {
    set("TOKENLEDGER_SERVER", url(port));
    set("TOKENLEDGER_TOKEN", secret);
  }
  /// As the service's operator.
  explicit CommandLine(const support::RunningService& service)
      : CommandLine(service.port(), service.as_operator().secret()) {}

  void set(const std::string& name, const std::string& value) {
    std::erase_if(environment_, [&](const auto& set) { return set.starts_with(name + '='); });
    environment_.push_back(name + '=' + value);
  }
  [[nodiscard]] support::Ended run(const support::Arguments& arguments,
                                   std::string_view input = {}) const {
    return support::run_piped(TOKENLEDGER_PROGRAM, arguments, environment_, input);
  }
  [[nodiscard]] std::unique_ptr<support::TerminalProgram> on_terminal(
      const support::Arguments& arguments) const {
    return std::make_unique<support::TerminalProgram>(TOKENLEDGER_PROGRAM, arguments, environment_);
  }
  /// Creates a token of alice and gives its id.
  [[nodiscard]] std::string made(const std::string& name) const {
    const auto ended = run({"token", "create", name, "--owner", "alice", "--json"});
    return support::Json(ended.out).text("/id");
  }
  [[nodiscard]] const std::filesystem::path& home() const noexcept { return home_.path(); }
  [[nodiscard]] std::filesystem::path login_file() const {
    return home() / ".config/tokenledger/login.toml";
  }
  [[nodiscard]] static std::string url(std::uint16_t port) {
    return "http://127.0.0.1:" + std::to_string(port);
  }

 private:
  support::FreshDirectory home_;
  support::Environment environment_;
};

}  // namespace ledger::e2e
