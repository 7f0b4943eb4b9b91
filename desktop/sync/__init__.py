"""Exchange between sites: bundles, merge, carriers."""
