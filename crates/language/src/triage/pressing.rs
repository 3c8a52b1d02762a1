//! Why something cannot wait for a week.

/// Why something cannot wait for a week, though nobody's life is in danger yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pressing {
    /// Water, power, gas or heating is out now.
    Supply,
    /// The only way home is cut.
    WayHome,
    /// Wages are owed to people in distress, to many, for months, or at the year's end.
    Wages,
    /// Violence against people that goes on or is announced.
    Threat,
    /// Somebody is kept from leaving.
    Held,
    /// A building, wall or slope that is coming down.
    Building,
    /// A lift that falls or shuts people in again and again, or that somebody depends on.
    Lift,
    /// A thing that is about to hurt somebody: wires, trees, dogs, an open manhole, flooding.
    Hazard,
    /// Many fall ill together, or somebody's treatment ends for want of money.
    Health,
    Missing,
    /// Nothing to eat, nowhere to sleep.
    Destitute,
    /// It is done today or tomorrow, and cannot be undone.
    Deadline,
    /// Many have gathered.
    Crowd,
}

impl Pressing {
    pub const ALL: [Self; 13] = [
        Self::Supply,
        Self::WayHome,
        Self::Wages,
        Self::Threat,
        Self::Held,
        Self::Building,
        Self::Lift,
        Self::Hazard,
        Self::Health,
        Self::Missing,
        Self::Destitute,
        Self::Deadline,
        Self::Crowd,
    ];
}
