#include "services/cli/terminal.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <termios.h>
#include <unistd.h>

#include <openssl/crypto.h>

namespace ledger::cli {
namespace {

/// Takes every key as it comes, shows none, and leaves Ctrl-C to the reader, so that no signal
/// leaves the terminal mute.
class UnseenInput {
 public:
  UnseenInput() {
    ::tcgetattr(STDIN_FILENO, &before_);
    auto unseen = before_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
    unseen.c_cc[VMIN] = 1;
    unseen.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
  }
  ~UnseenInput() { ::tcsetattr(STDIN_FILENO, TCSANOW, &before_); }
  UnseenInput(const UnseenInput&) = delete;
  UnseenInput& operator=(const UnseenInput&) = delete;

 private:
  termios before_{};
};

std::optional<char> read_char() {
  char c = 0;
  ssize_t count = 0;
  do {
    count = ::read(STDIN_FILENO, &c, 1);
  } while (count < 0 && errno == EINTR);
  return count == 1 ? std::optional(c) : std::nullopt;
}

void trim(std::string& text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return text.clear();
  text.erase(text.find_last_not_of(blanks) + 1);
  text.erase(0, first);
}

void erase_last(std::string& text) {
  while (!text.empty() && (text.back() & 0xC0) == 0x80) text.pop_back();
  if (!text.empty()) text.pop_back();
}

std::optional<std::string> read_keys() {
  constexpr char ctrl_c = 3;
  constexpr char ctrl_d = 4;
  constexpr char backspace = 8;
  constexpr char ctrl_u = 21;
  constexpr char del = 127;
  std::string line;
  line.reserve(line_bytes_max);
  for (;;) {
    const auto c = read_char();
    const bool ends = !c || *c == ctrl_c || *c == ctrl_d || line.size() == line_bytes_max;
    if (ends) {
      wipe(line);
      return std::nullopt;
    }
    if (*c == '\n' || *c == '\r') return line;
    if (*c == del || *c == backspace) {
      erase_last(line);
    } else if (*c == ctrl_u) {
      wipe(line);
    } else {
      line += *c;
    }
  }
}

/// To who types: standard error, or the terminal itself where that is not one.
void note_to_typist(std::string_view text) {
  std::FILE* const terminal = is_interactive() ? nullptr : std::fopen("/dev/tty", "we");
  if (terminal == nullptr) return note(text);
  std::fwrite(text.data(), 1, text.size(), terminal);
  std::fclose(terminal);
}

}  // namespace

bool print(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

void note(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

bool wants_colour(int stream) {
  const char* const no_colour = std::getenv("NO_COLOR");
  const char* const kind = std::getenv("TERM");
  const bool is_refused = no_colour != nullptr && *no_colour != '\0';
  const bool is_dumb = kind != nullptr && std::string_view(kind) == "dumb";
  return !is_refused && !is_dumb && ::isatty(stream) == 1;
}

bool is_typed() { return ::isatty(STDIN_FILENO) == 1; }

bool is_interactive() { return is_typed() && ::isatty(STDERR_FILENO) == 1; }

std::optional<std::string> read_line() {
  std::string line;
  line.reserve(line_bytes_max);  // one block of memory, so that wiping it leaves no copy
  for (auto c = read_char(); c && *c != '\n'; c = read_char()) {
    if (line.size() == line_bytes_max) {
      wipe(line);
      return std::nullopt;
    }
    line += *c;
  }
  trim(line);
  return line;
}

std::optional<std::string> ask(std::string_view question) {
  note(question);
  auto line = read_line();
  if (line && line->empty()) line.reset();
  return line;
}

std::optional<std::string> ask_unseen(std::string_view question) {
  const UnseenInput unseen;  // before the question, so that an answer to it cannot be seen
  note_to_typist(question);
  auto line = read_keys();
  note_to_typist("\n");
  if (line) trim(*line);
  return line;
}

bool confirm(std::string_view question) {
  const auto line = ask(question);
  return line && (line->front() == 'y' || line->front() == 'Y');
}

void wipe(std::string& text) {
  ::OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace ledger::cli
