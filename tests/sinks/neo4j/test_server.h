#ifndef REG2GRAPH_TESTS_SINKS_NEO4J_TEST_SERVER_H_
#define REG2GRAPH_TESTS_SINKS_NEO4J_TEST_SERVER_H_

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace reg2graph {

// A real Neo4j: the one that REG2GRAPH_TEST_NEO4J names (http://user:password@host:port), else one of
// its own that is started for the process and stopped at its end. All that it holds is deleted.
class TestServer {
 public:
  static TestServer& Get() {
    static TestServer server;
    return server;
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  const std::string& url() const { return url_; }
  const std::string& user() const { return user_; }
  const std::string& password() const { return password_; }

 private:
  TestServer() {
    const char* given = std::getenv("REG2GRAPH_TEST_NEO4J");
    if (given != nullptr && *given != '\0') {
      Take(given);
    } else {
      Start();
    }
  }
  ~TestServer() {
    if (home_.empty()) return;
    Run("stop --kill --home '" + home_ + "'");
    std::error_code error;
    std::filesystem::remove_all(home_, error);
  }

  void Take(std::string url) {
    const size_t begin = url.find("://") + 3;
    const size_t at = url.rfind('@');
    if (at != std::string::npos) {
      const std::string credentials = url.substr(begin, at - begin);
      const size_t colon = credentials.find(':');
      user_ = credentials.substr(0, colon);
      password_ = colon == std::string::npos ? "" : credentials.substr(colon + 1);
      url.erase(begin, at + 1 - begin);
    }
    url_ = url;
  }

  void Start() {
    std::string pattern = (std::filesystem::temp_directory_path() / "reg2graph-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) return;
    home_ = pattern;
    user_ = "neo4j";
    password_ = "for-tests-only";
    url_ = Run("start --home '" + home_ + "' --password '" + password_ + "'");
  }

  static std::string Run(const std::string& arguments) {
    const std::string command =
        std::string("'") + REG2GRAPH_TEST_DATA + "/../../../scripts/neo4j' " + arguments;
    std::FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return {};
    std::string output;
    std::array<char, 256> part;
    while (std::fgets(part.data(), static_cast<int>(part.size()), pipe) != nullptr) output += part.data();
    pclose(pipe);
    while (!output.empty() && output.back() == '\n') output.pop_back();
    return output;
  }

  std::string home_, url_, user_, password_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_SINKS_NEO4J_TEST_SERVER_H_
