#pragma once
// Paths and methods to handlers. Built once before the server starts, then only read.

#include <array>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "events/token/invariant.hpp"
#include "services/http/conditions.hpp"
#include "services/http/limits.hpp"
#include "services/http/problem.hpp"
#include "services/http/request.hpp"
#include "services/http/response.hpp"
#include "services/http/role.hpp"
#include "services/http/stream.hpp"

namespace ledger::http {

/// What Route::admission found out about who calls, for the handler: of a type that both know.
class Admitted {
 public:
  template <class Who>
  void keep(const Who& who) noexcept {
    static_assert(sizeof who <= size_max && std::is_trivially_copyable_v<Who>);
    std::memcpy(bytes_.data(), &who, sizeof who);
    size_ = sizeof who;
  }
  template <class Who>
  [[nodiscard]] const Who& as() const {
    token::invariant(size_ == sizeof(Who));
    return *std::launder(reinterpret_cast<const Who*>(bytes_.data()));
  }
  void forget() noexcept { size_ = 0; }

 private:
  static constexpr std::size_t size_max = 224;
  std::size_t size_ = 0;  ///< 0: no admission has kept anybody
  alignas(std::max_align_t) std::array<std::byte, size_max> bytes_;
};

/// One request and the answer being made to it. Lives in the connection until the answer is
/// complete.
struct Exchange {
  Request& request;
  Response& response;
  Executor executor;                          ///< the connection's own thread
  std::vector<std::string>& path_parameters;  ///< percent-decoded, in the order of the pattern
  Admitted& admitted;
  Stream* stream;  ///< for Route::handler alone

  /// What Route::foresee found out, for Route::fast.
  template <class Note>
  void keep(const Note& note) noexcept {
    static_assert(sizeof note <= note_size_max && std::is_trivially_copyable_v<Note>);
    std::memcpy(note_.data(), &note, sizeof note);
  }
  template <class Note>
  [[nodiscard]] Note kept() const noexcept {
    Note note;
    std::memcpy(&note, note_.data(), sizeof note);
    return note;
  }

  static constexpr std::size_t note_size_max = 64;
  std::array<std::byte, note_size_max> note_;
};

/// Begins what the answer needs, such as bringing it from memory, without waiting for that. Writes
/// nothing. Route::fast follows once the others of its round (see Turns) have begun as well.
using Foresight = std::function<void(Exchange&)>;

/// Answers at once, or returns false having written nothing: then the route's handler is run.
using FastHandler = std::function<bool(Exchange&)>;
/// Answers before it ends, or writes as it goes (see Stream). Runs on the connection's thread; must
/// not block it.
using Handler = std::function<Task<void>(Exchange&)>;
/// Runs when the header is complete and before the body is read: true, or false with the refusal
/// written. For credentials.
using Admission = std::function<bool(Exchange&)>;

struct Route {
  std::vector<boost::beast::http::verb> methods;  ///< empty: every method
  /// `/v1/tokens/{}`: a `{}` is one path segment. `/auth/*`: a last `*` is all that follows, empty
  /// or not; its parameter is not decoded.
  std::string pattern;
  Role role = Role::api;           ///< only listeners with it serve the route
  Admission admission;             ///< may be empty
  Foresight foresee;               ///< may be empty; only with fast
  FastHandler fast;                ///< may be empty
  Handler handler;                 ///< may be empty where fast always answers
  std::size_t body_bytes_max = 0;  ///< 0: the server's limit
  /// Media types that a body may have (`application/json`); empty: a body is not read, only passed
  /// over.
  std::vector<std::string> body_types;
  bool body_required = false;  ///< without Content-Length and Transfer-Encoding: 411
  /// Media type of its success; where Accept excludes that: 406, after the admission and before
  /// anything is done. Empty: Accept is not looked at. Problems are sent whatever it says.
  std::string answer_type;
  /// None: the server's.
  std::optional<HeaderLimits> header_limits;
  /// Others are refused, after the admission.
  Conditions conditions = Conditions::none;
  /// Answers when the header ends, whatever that says of a body. A body ends the connection: a
  /// gateway may have announced one and sent none, and then its next request must not be taken
  /// for it. Nothing else of the header is looked at either.
  bool header_only = false;
  bool asked_often = false;  ///< by programs, all the time: a log has a sample of it
  std::size_t number = 0;    ///< its place in Router::routes()
};

/// Adds to a problem that the server itself answers with (404, 413, 500, …), for the path as sent.
using RefusalTouch = std::function<void(std::string_view path, Problem& problem)>;

/// What a failure of a handler is to be answered with; nothing: 500.
using FailureProblem = std::function<std::optional<Problem>(const std::exception& thrown)>;

class Router {
 public:
  void add(Route route);
  /// In the order of add().
  [[nodiscard]] const std::vector<const Route*>& routes() const noexcept { return routes_; }
  void on_refusal(RefusalTouch touch) { touch_ = std::move(touch); }
  void touch_refusal(std::string_view path, Problem& problem) const {
    if (touch_) touch_(path, problem);
  }

  void on_failure(FailureProblem problem_of) { failure_ = std::move(problem_of); }
  [[nodiscard]] std::optional<Problem> problem_of(const std::exception& thrown) const {
    return failure_ ? failure_(thrown) : std::nullopt;
  }

  /// The largest that any route takes, or `server`: what a request may be before its route is
  /// known.
  [[nodiscard]] HeaderLimits largest_header(HeaderLimits server) const noexcept;

  struct Match {
    const Route* route = nullptr;  ///< null: no such path, or not this method
    /// With null: the methods of that path, `GET, HEAD, POST, OPTIONS`; of `*`, those of all.
    std::string allow;
    std::string accept_patch;         ///< with null: what a PATCH of that path may have as its body
    std::optional<Role> elsewhere{};  ///< with null: there is such a path in another role
  };
  /// Of the routes that `roles` have. HEAD goes where GET goes. A pattern without `{}` and `*` wins
  /// over one with them, then the one that was added first. A segment that is not percent-encoded
  /// text matches nothing. Fills `path_parameters`.
  /// `path`: as normal_path() leaves it.
  [[nodiscard]] Match match(boost::beast::http::verb method, std::string_view path, Roles roles,
                            std::vector<std::string>& path_parameters) const;

 private:
  using Parameters = std::vector<std::string>;
  [[nodiscard]] static bool fits(const Route& route, std::string_view path, Parameters& parameters);
  [[nodiscard]] static bool takes(const Route& route, boost::beast::http::verb method);

  std::vector<const Route*> routes_;
  std::vector<std::unique_ptr<Route>> plain_;  ///< compared as they are
  std::vector<std::unique_ptr<Route>> patterns_;
  RefusalTouch touch_;
  FailureProblem failure_;
  HeaderLimits largest_header_;  ///< of those that routes have of their own
};

}  // namespace ledger::http
