// WeChat's maps are in GCJ-02, a few hundred metres beside where things are; the hotline's degrees are WGS 84.

/** Krasovsky 1940, on which the shift is defined. */
const RADIUS = 6378245.0;
const ECCENTRICITY = 0.00669342162296594323;

export interface Point {
  lat: number;
  lon: number;
}

/** The published approximation of the shift, for a point in WGS 84. */
export function toGcj({ lat, lon }: Point): Point {
  if (lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271) return { lat, lon };
  const [x, y] = [lon - 105, lat - 35];
  const waves = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + waves;
  north += (20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * (2 / 3);
  north += (160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * (2 / 3);
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + waves;
  east += (20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * (2 / 3);
  east += (150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * (2 / 3);
  const phi = (lat / 180) * Math.PI;
  const magic = 1 - ECCENTRICITY * Math.sin(phi) ** 2;
  return {
    lat: lat + (north * 180) / (((RADIUS * (1 - ECCENTRICITY)) / (magic * Math.sqrt(magic))) * Math.PI),
    lon: lon + (east * 180) / ((RADIUS / Math.sqrt(magic)) * Math.cos(phi) * Math.PI),
  };
}

/** The other way, by correcting the guess until it falls on the point; five rounds leave less than a centimetre. */
export function fromGcj(point: Point): Point {
  let guess = point;
  for (let round = 0; round < 5; round++) {
    const shifted = toGcj(guess);
    guess = { lat: guess.lat + point.lat - shifted.lat, lon: guess.lon + point.lon - shifted.lon };
  }
  const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
  return { lat: round(guess.lat), lon: round(guess.lon) };
}
