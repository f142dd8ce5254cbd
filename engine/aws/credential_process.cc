#include "engine/aws/credential_process.h"

#include <fcntl.h>
#include <poll.h>
#include <simdjson.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "absl/strings/str_cat.h"
#include "engine/aws/credential_text.h"
#include "engine/core/ascii.h"

extern char** environ;

namespace reg2graph {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(20);

// One process that leads a group of its own, and the end of the pipe that it writes to.
class Child {
 public:
  Child() = default;
  ~Child() {
    if (pid_ > 0) {
      kill(-pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    if (output_ >= 0) close(output_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // The error number of what failed, 0 for none.
  int Start(std::vector<std::string>& words) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
    output_ = ends[0];
    const int failed = Spawn(words, ends[1]);
    close(ends[1]);
    return failed;
  }
  int output() const { return output_; }
  // Its status once it has ended; it is not waited for.
  bool HasEnded(int* status) {
    if (waitpid(pid_, status, WNOHANG) != pid_) return false;
    kill(-pid_, SIGKILL);  // what it left running
    pid_ = 0;
    return true;
  }

 private:
  int Spawn(std::vector<std::string>& words, int out) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    // What it says there may be secret.
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t pid = 0;
    const int failed =
        posix_spawnp(&pid, arguments.front(), &actions, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed == 0) pid_ = pid;
    return failed;
  }

  pid_t pid_ = 0;
  int output_ = -1;
};

// Waits for output, the end or a stop; false when the time is over.
absl::Status WaitFor(int descriptor, absl::Time end, const StopSignal* stop) {
  std::array<pollfd, 2> entries = {pollfd{descriptor, POLLIN, 0},
                                   pollfd{stop == nullptr ? -1 : stop->descriptor(), POLLIN, 0}};
  for (;;) {
    const int64_t left = absl::ToInt64Milliseconds(end - absl::Now());
    if (left <= 0) return absl::DeadlineExceededError("");
    if (poll(entries.data(), entries.size(), static_cast<int>(std::min<int64_t>(left, 60'000))) < 0 &&
        errno != EINTR) {
      return absl::ErrnoToStatus(errno, "poll");
    }
    if (stop != nullptr && stop->stopped()) return absl::CancelledError("stopped");
    if ((entries[0].revents & (POLLIN | POLLHUP)) != 0) return absl::OkStatus();
  }
}

absl::Status ReadAll(int descriptor, absl::Time end, const StopSignal* stop, std::string* text) {
  std::array<char, 4096> buffer{};
  for (;;) {
    if (absl::Status status = WaitFor(descriptor, end, stop); !status.ok()) return status;
    const ssize_t got = read(descriptor, buffer.data(), buffer.size());
    if (got == 0) return absl::OkStatus();
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::ErrnoToStatus(errno, "read");
    text->append(buffer.data(), static_cast<size_t>(got));
    if (text->size() > kMaxCredentialsAnswer) return absl::ResourceExhaustedError("");
  }
}

absl::Status WaitForEnd(Child& child, absl::Time end, const StopSignal* stop, int* status) {
  while (!child.HasEnded(status)) {
    if (stop != nullptr && stop->stopped()) return absl::CancelledError("stopped");
    if (absl::Now() >= end) return absl::DeadlineExceededError("");
    poll(nullptr, 0, static_cast<int>(absl::ToInt64Milliseconds(kPoll)));
  }
  return absl::OkStatus();
}

bool IsVersionOne(const std::string& json) {
  simdjson::dom::parser parser;
  int64_t version = 0;
  return parser.parse(json)["Version"].get_int64().get(version) == simdjson::SUCCESS && version == 1;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> SplitCommand(std::string_view command) {
  std::vector<std::string> words;
  bool inside = false;  // of a word, which may be empty in quotes
  char quote = 0;
  for (size_t at = 0; at < command.size(); ++at) {
    char c = command[at];
    if (quote == 0 && IsBlank(c)) {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    inside = true;
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
      continue;
    }
    if (quote != 0 && c == quote) {
      quote = 0;
      continue;
    }
    const char next = at + 1 < command.size() ? command[at + 1] : '\0';
    const bool escapes = c == '\\' && (quote == 0 || (quote == '"' && (next == '"' || next == '\\')));
    if (escapes && next != '\0') {
      c = next;
      ++at;
    }
    words.back().push_back(c);
  }
  if (quote != 0) return absl::InvalidArgumentError("a quote is not closed");
  return words;
}

absl::StatusOr<AwsCredentials> FromProcess(const std::string& command, absl::string_view profile,
                                           absl::Duration limit, const StopSignal* stop) {
  const std::string where = absl::StrCat("the credential_process of profile ", profile);
  const auto refuse = [&where](absl::string_view why) {
    return absl::UnauthenticatedError(absl::StrCat(where, ": ", why));
  };
  absl::StatusOr<std::vector<std::string>> words = SplitCommand(command);
  if (!words.ok()) return refuse(words.status().message());
  if (words->empty()) return refuse("no command");
  const absl::Time end = absl::Now() + limit;
  Child child;
  if (const int failed = child.Start(*words); failed != 0) {
    return refuse(
        absl::StrCat(words->front(), " cannot be run: ", absl::ErrnoToStatus(failed, "").message()));
  }
  std::string json;
  int code = 0;
  absl::Status status = ReadAll(child.output(), end, stop, &json);
  if (status.ok()) status = WaitForEnd(child, end, stop, &code);
  if (absl::IsCancelled(status)) return status;
  if (absl::IsDeadlineExceeded(status))
    return refuse(absl::StrCat("no end within ", absl::FormatDuration(limit)));
  if (absl::IsResourceExhausted(status)) return refuse("it prints more than 64 KiB");
  if (!status.ok()) return refuse(status.message());
  if (!WIFEXITED(code) || WEXITSTATUS(code) != 0) {
    return refuse(WIFEXITED(code) ? absl::StrCat("it ended with exit code ", WEXITSTATUS(code))
                                  : absl::StrCat("it was ended by signal ", WTERMSIG(code)));
  }
  if (!IsVersionOne(json)) return refuse("it prints no JSON object of Version 1");
  return ParseCredentialsJson(json, "", {.token = "SessionToken"}, where);
}

}  // namespace reg2graph
