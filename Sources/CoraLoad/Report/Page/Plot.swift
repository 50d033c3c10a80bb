/// A plot as SVG that stands in a page: lines over a grid, with a legend above. Colours are the page's, by class.
package struct Plot: Sendable {
    /// A row of points; a nil breaks its line.
    package struct Line: Sendable {
        /// Empty for one that the legend leaves out.
        package var name: String
        /// The class that colours it.
        package var style: String
        package var points: [(x: Double, y: Double?)]
        /// Each point is a dot of its own.
        package var isDots = false

        package init(_ name: String, style: String, isDots: Bool = false, _ points: [(x: Double, y: Double?)]) {
            self.name = name
            self.style = style
            self.isDots = isDots
            self.points = points
        }
    }

    /// In the same units as ``width``.
    package static let height = 300.0
    private static let (left, right, top, bottom) = (64.0, 34.0, 34.0, 42.0)

    package var title: String
    /// In the page's pixels, about.
    package var width = 900.0
    package var x: Axis
    package var y: Axis
    /// What an axis is of, with its unit.
    package var xName: String
    package var yName: String
    /// How the ticks of `x` are written.
    package var xText: @Sendable (Double) -> String = { Figure.plain($0) }
    package var lines: [Line]
    /// A stretch of x that is shaded, and what it is.
    package var shaded: (range: ClosedRange<Double>, name: String)?
    /// A value of y that is a bound.
    package var bound: Double?

    package init(_ title: String, x: Axis, xName: String, y: Axis, yName: String, lines: [Line]) {
        self.title = title
        self.x = x
        self.xName = xName
        self.y = y
        self.yName = yName
        self.lines = lines
    }

    /// The SVG element, as wide as the page.
    package var svg: String { element("") }

    /// The SVG element in another one, whose units are this one's.
    package func element(atY y: Double) -> String {
        element("x=\"0\" y=\"\(y.short)\" width=\"\(Int(width))\" height=\"\(Int(Self.height))\" ")
    }

    private func element(_ attributes: String) -> String {
        var svg = """
            <svg \(attributes)viewBox="0 0 \(Int(width)) \(Int(Self.height))" role="img" aria-label="\(title.escaped)">

            """
        if let shaded { svg += shade(shaded.range, shaded.name) }
        svg += grid
        for line in lines { svg += line.isDots ? dots(line) : path(line) }
        if let bound, y.range.contains(bound) {
            svg += "<line class=\"bound\" \(horizontal(place(y: bound)))/>\n"
            svg += text("bound \(Figure.plain(bound))", x: width - Self.right - 4, y: place(y: bound) - 5, "end")
        }
        return svg + legend + "</svg>\n"
    }

    private var grid: String {
        var svg = ""
        for tick in y.ticks {
            svg += "<line class=\"grid\" \(horizontal(place(y: tick)))/>\n"
            svg += text(Figure.plain(tick), x: Self.left - 8, y: place(y: tick) + 4, "end")
        }
        let floor = Self.height - Self.bottom
        for tick in x.ticks {
            svg += text(xText(tick), x: place(x: tick), y: floor + 17, "middle")
        }
        svg += text(xName, x: width - Self.right, y: Self.height - 6, "end")
        svg += text(yName, x: 4, y: Self.top - 12, "start")
        return svg
    }

    private var legend: String {
        var (svg, at) = ("", Self.left + 110)
        for line in lines where !line.name.isEmpty {
            svg += "<line class=\"\(line.style)\" x1=\"\(at.short)\" x2=\"\((at + 18).short)\" y1=\"16\" y2=\"16\"/>\n"
            svg += text(line.name, x: at + 24, y: 20, "start")
            at += 44 + Double(line.name.count) * 7
        }
        return svg
    }

    private func shade(_ range: ClosedRange<Double>, _ name: String) -> String {
        let (from, to) = (place(x: range.lowerBound), place(x: range.upperBound))
        let height = Self.height - Self.top - Self.bottom
        return "<rect class=\"shade\" x=\"\(from.short)\" y=\"\(Self.top.short)\" width=\"\((to - from).short)\" "
            + "height=\"\(height.short)\"/>\n" + text(name, x: from + 6, y: Self.top + 14, "start")
    }

    private func path(_ line: Line) -> String {
        var (commands, isDrawing) = ("", false)
        for point in line.points {
            guard let y = point.y else {
                isDrawing = false
                continue
            }
            commands += "\(isDrawing ? "L" : "M")\(place(x: point.x).short) \(place(y: y).short)"
            isDrawing = true
        }
        return "<path class=\"\(line.style)\" d=\"\(commands)\"/>\n"
    }

    private func dots(_ line: Line) -> String {
        line.points.compactMap { point in
            point.y.map { y in
                "<circle class=\"\(line.style)\" r=\"3.5\" cx=\"\(place(x: point.x).short)\" cy=\"\(place(y: y).short)\"/>\n"
            }
        }.joined()
    }

    private func place(x value: Double) -> Double { Self.left + x.place(value) * (width - Self.left - Self.right) }

    private func place(y value: Double) -> Double {
        Self.height - Self.bottom - y.place(value) * (Self.height - Self.top - Self.bottom)
    }

    private func horizontal(_ y: Double) -> String {
        "x1=\"\(Self.left.short)\" x2=\"\((width - Self.right).short)\" y1=\"\(y.short)\" y2=\"\(y.short)\""
    }

    private func text(_ text: String, x: Double, y: Double, _ anchor: String) -> String {
        "<text x=\"\(x.short)\" y=\"\(y.short)\" text-anchor=\"\(anchor)\">\(text.escaped)</text>\n"
    }
}

extension Double {
    /// With a decimal at most.
    fileprivate var short: String {
        let tenths = Int((self * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : Figure.decimal(self, places: 1)
    }
}

extension String {
    /// As text of a page.
    package var escaped: String {
        reduce(into: "") { text, character in
            switch character {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            default: text.append(character)
            }
        }
    }
}
