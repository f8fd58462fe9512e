#pragma once
/// \file Searches what is known for a combination that tells of too few people.

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mien::audience {

/// What was told, as linear forms over unknown values: each unknown is one person's value of one
/// kind (the time that person 7 showed surprise). A row is what one published number adds up.
class LeakSearch {
 public:
  using Unknown = std::pair<std::int64_t, int>;  ///< person, kind

  void told(const std::set<Unknown>& sum, std::int64_t sign = 1) {
    if (sum.empty()) return;
    for (const Unknown& one : sum) columns_[one].push_back({rows_, sign});
    ++rows_;
  }

  /// A combination of told numbers that is a form over fewer than `least` people, in words; empty:
  /// none was found. Looked at are all rows of the reduced echelon form, which holds every form of
  /// a single class of unknowns, and all pairs of them.
  std::string find(std::size_t least) const {
    // Unknowns that are in the same numbers cannot be told apart: one class.
    std::map<std::vector<std::pair<std::size_t, std::int64_t>>, std::set<std::int64_t>> classes;
    for (const auto& [unknown, in] : columns_) classes[in].insert(unknown.first);
    std::vector<std::set<std::int64_t>> people;
    Matrix matrix(rows_, std::vector<std::int64_t>(classes.size(), 0));
    for (const auto& [in, whose] : classes) {
      for (const auto& [row, sign] : in) {
        auto& cell = matrix[row][people.size()];
        cell = (cell + sign + kPrime) % kPrime;
      }
      people.push_back(whose);
    }
    reduce(matrix);
    for (std::size_t a = 0; a < matrix.size(); ++a) {
      if (const auto few = fewer(matrix[a], people, least)) return words(few);
      for (std::size_t b = a + 1; b < matrix.size(); ++b)
        for (std::size_t column = 0; column < people.size(); ++column) {
          if (matrix[a][column] == 0 || matrix[b][column] == 0) continue;
          std::vector<std::int64_t> both(people.size());
          for (std::size_t i = 0; i < both.size(); ++i)
            both[i] =
                ((matrix[a][i] * matrix[b][column] - matrix[b][i] * matrix[a][column]) % kPrime +
                 kPrime) %
                kPrime;
          if (const auto few = fewer(both, people, least)) return words(few);
        }
    }
    return {};
  }
  std::size_t rows() const { return rows_; }
  /// What was told, for whoever looks for the reason.
  std::string dump() const {
    std::map<std::size_t, std::string> lines;
    for (const auto& [unknown, in] : columns_)
      for (const auto& [row, sign] : in)
        lines[row] += (sign < 0 ? " -" : " ") + std::to_string(unknown.first) + "/" +
                      std::to_string(unknown.second);
    std::string all;
    for (const auto& [row, line] : lines) all += std::to_string(row) + ":" + line + "\n";
    return all;
  }

 private:
  using Matrix = std::vector<std::vector<std::int64_t>>;
  static constexpr std::int64_t kPrime = 1'000'003;

  static std::int64_t inverse(std::int64_t value) {
    std::int64_t result = 1;
    for (std::int64_t power = kPrime - 2; power > 0; power >>= 1) {
      if (power & 1) result = result * value % kPrime;
      value = value * value % kPrime;
    }
    return result;
  }

  static void reduce(Matrix& matrix) {
    std::size_t rank = 0;
    const std::size_t columns = matrix.empty() ? 0 : matrix[0].size();
    for (std::size_t column = 0; column < columns && rank < matrix.size(); ++column) {
      std::size_t pivot = rank;
      while (pivot < matrix.size() && matrix[pivot][column] == 0) ++pivot;
      if (pivot == matrix.size()) continue;
      std::swap(matrix[pivot], matrix[rank]);
      const std::int64_t scale = inverse(matrix[rank][column]);
      for (auto& value : matrix[rank]) value = value * scale % kPrime;
      for (std::size_t row = 0; row < matrix.size(); ++row) {
        const std::int64_t times = matrix[row][column];
        if (row == rank || times == 0) continue;
        for (std::size_t i = column; i < columns; ++i)
          matrix[row][i] = ((matrix[row][i] - times * matrix[rank][i]) % kPrime + kPrime) % kPrime;
      }
      ++rank;
    }
    matrix.resize(rank);
  }

  /// Its people, where there are some and fewer than `least`; else 0.
  static std::size_t fewer(const std::vector<std::int64_t>& form,
                           const std::vector<std::set<std::int64_t>>& people, std::size_t least) {
    std::set<std::int64_t> all;
    for (std::size_t i = 0; i < form.size() && all.size() < least; ++i)
      if (form[i] != 0) all.insert(people[i].begin(), people[i].end());
    return all.size() < least ? all.size() : 0;
  }
  static std::string words(std::size_t people) {
    return "a combination tells of " + std::to_string(people) + " people";
  }

  std::map<Unknown, std::vector<std::pair<std::size_t, std::int64_t>>> columns_;
  std::size_t rows_ = 0;
};

}  // namespace mien::audience
